import type { deviceEn } from "./device.en";

/** Labels in Japanese about a device as it was, its releases and its decisions. */
export const deviceJa: Record<keyof typeof deviceEn, string> = {
  "then.day": "次の日の時点",
  "then.go": "その日を表示",
  "then.now": "今日に戻る",
  "then.word": "別の日",
  "then.sentence": "{day} 時点で分かっていたことです（今日のものではありません）。",
  "then.check": "{when} の確認による回答です。",
  "then.kept": "当時の回答をそのまま表示しています（再確認はしていません）。所見以外の説明は英語で保存されています。",
  "then.unchecked":
    "リビジョン {sequence}（{when}、{by}）はその時点で未確認です。この回答はそれより前の版についてのものです。",
  "then.sources": "情報源とその日付",
  "then.nothing": "不明",
  "history.then": "この版の時点の状態",
};
