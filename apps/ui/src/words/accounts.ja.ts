import type { accountsEn } from "./accounts.en";

/** アカウントの変更と、範囲を限定したトークンに関するラベル（日本語）。 */
export const accountsJa: Record<keyof typeof accountsEn, string> = {
  "change.open": "変更",
  "change.title": "{name} の変更",
  "change.why": "外した役割は、サインイン中でもただちに使えなくなります。変更はすべて記録に残ります。",
  "change.row": "役割 {count}",
  "change.role": "役割",
  "change.for": "担当範囲",
  "change.until": "終了日",
  "change.until.hint": "空欄の場合は期限なし。",
  "change.take": "外す",
  "change.add": "役割を追加",
  "change.save": "役割を保存",
  "change.saved": "変更しました",
  "change.elsewhere": "このアカウントの役割は認証元のグループに従います。認証元で変更してください。",
  "change.enable": "再び有効にする",
  "change.enable.sure": "本当に有効にする",
  "change.enable.hint": "以前のトークンは失効したままです。",
  "change.password": "パスワードを再設定",
  "change.password.sure": "本当に再設定する",
  "change.password.hint":
    "セッションを終了し、一度だけ使えるパスワードを表示します。二要素認証とパスキーはそのままです。",
  "change.password.given": "{name} が一度だけ使えるパスワード（{when} まで）",
  "change.password.open": "仮パスワード（{when} まで）",
  "choose.title": "新しいパスワードを設定してください",
  "choose.lead": "サインインに使ったパスワードは管理者が発行した一度限りのものです。設定するまで他の画面は開けません。",
  "choose.old": "管理者から受け取ったパスワード",
  "token.for": "対象範囲",
  "token.for.all": "自分が閲覧できる範囲すべて",
  "token.for.more": "範囲を追加",
  "token.for.hint": "あなたの権限を超えることはなく、役割が変わればトークンの範囲も変わります。",
};
