import type { wardsEn } from "./wards.en";

/** 施設・病棟・製品群を範囲とする役割に関するラベル（日本語）。 */
export const wardsJa: Record<keyof typeof wardsEn, string> = {
  "scope.title": "担当範囲",
  "scope.hint":
    "上で選んだ役割はすべてこの範囲に限られます。病棟を範囲とする役割が閲覧できるのは、その病棟の機器だけです。",
  "scope.all": "組織全体",
  "scope.sites": "施設全体",
  "scope.wards": "施設の病棟",
  "scope.families": "製品群",
  "scope.of": "{scope}",
  "scope.ward": "{site} の病棟 {ward}",
  "scope.until": "{day} まで",
  "admin.until": "役割の終了日",
  "admin.until.hint": "保守事業者には終了日と対象の指定が必要です。他の役割では省略できます。",
  "scope.nothing": "何も閲覧できません（施設の病棟を指定し直してください）",
  "ward.only":
    "この画面の内容と数値はすべて {wards} のみのものです。施設の他の病棟・ネットワーク・ファイアウォール・パッケージは確認しておらず、何も示しません。",
  "ward.none.units": "病棟の記載がない設置機器が {count} 台あります。病棟を担当範囲とする利用者には表示されません。",
  "ward.decide.not": "施設全体で判断",
};
