"""Whether the condition of a requirement can be checked: a number, a standard, a whole, or a result that is seen."""

from __future__ import annotations

import re

from govtech.specifications.template_text import PLACEHOLDER, REFERENCE

_HOLLOW = re.compile(
    r"(?:支障|問題|影響|不足|遜色|違和感|負担|無理|不都合|不便)"
    r"(?:[がのはを]|とならない|生じ|発生し|起き|起こら|出|来さ|きたさ|与え|及ぼさ)*(?:ない|なく)"
    r"|(?:可用性|安全性?|信頼性|品質|性能|利便性|機密性|完全性|拡張性|操作性|水準|体制|環境|状態|効率)[をがの]{1,2}(?:高く|常に|十分に)?"
    r"(?:保[つたち]|確保|維持|向上|担保|実現)|できるだけ|できる限り|可能な限り"
)
"""Words that look like a result and are none: 支障がない, 安全性を保つ."""
_KANJI = "一二三四五六七八九十百"
_UNIT = (
    r"秒|分|時間?|日|週間?|か月|ヶ月|カ月|月|年|営業日|開庁日|件|人|名|団体|回|世代|台|個|項目|種|か所|箇所|ページ|頁|枚|"
    r"文字|字|行|桁|語|[KMGT]?B(?![a-z])|[KMG]?bps|px|ピクセル|[cmk]?m(?![a-z])|kg|度|円|割|%|パーセント|ポイント|倍|通|問|本|冊|"
    r"段|階|つ|点|組|校|室|施設|手続|様式|言語|画面|経路|台帳|ドル|以上|以下|以内|以前|以後|未満|超|まで"
)
_NUMBER = re.compile(
    rf"\d[\d,.]*\s*(?:{_UNIT})|[{_KANJI}]+(?:つ|種類|回|人|件|名|者|か所|団体|段階|項目|通り)"
)
"""A number with its unit or bound; the text is NFKC (十分 is no number)."""
_NAMED = re.compile(
    r"(?:JIS|ISO|IEC|RFC|NIST|FIPS|W3C|WCAG|TLS|PAdES|OAuth|OpenID|SAML|OpenAPI|CSV|JSON|XML|PDF|UTF-8|DCAT|CRYPTREC|ISMAP|"
    r"CVSS|SPF|DKIM|DMARC|LGWAN|PNG|JPEG|Markdown)"
    r"|[A-Z]{2,4}(?:-[A-Z])?-\d{2,3}|別紙\s*\d|表\d|第\d+条"
)
"""A standard, a format, another requirement, an annex or an article: what it asks for is written there."""
_WHOLE = re.compile(
    r"全て|すべて|全部|全件|全数|全員|いずれも|例外なく|ごとに|のたびに|毎[日月年回時分週朝]|一つも|だけ|のみ|に限[りるっ]|以外|"
    r"ない$|ない。|ないこと"
)
"""All, each, only, never: one case that differs shows that it is not met."""
_SEEN = re.compile(
    r"表示|印刷|印字|出力|書き出|再生|録音|録画|記録|記[しすさせ]|記載|残[るすりさし]|保存|保管|保[つたち]|保持|蓄積|提出|添[えう]|添付|納[めま]|納品|引き?渡|渡[すしせさ]|返[すしさ]|返却"
    r"|通知|知らせ|連絡[しす]|報告|示[すしさせ]|提示|説明書|手順書|確かめ|確認でき|検証|照合|試験|送信|送[るりれらっ]|配信|配[るり]|受け付け|受け取|受信|拒[むみまん]|断[るりら]|止[まめ]"
    r"|選[べびばぶ]|選択|設定[でしす]|指定[でしす]|登録|開[けかくい]|開始|終[えわ]|完了|変[えわ]|変更|切り?替|置き?換|消[すせえさし]|消去|削除|直[せすさし]|戻[るせすさし]|訂正"
    r"|差し込|取り?出|取り?込|取得|読[みめま]|読取|見つか|見え|見られ|見る|探せ|検索|並[べび]|絞り?込|一致|含[めまむ]|公開|掲載|載[せる]|得[るられて]+|付[けくいか]|検出|検知|計算|集計|求め[るらて]"
    r"|再現|停止|入力でき|編集でき|認証|暗号化|復号|署名|更新|作[るれりら]|作成|生成|発行|発[すし]|発信|合格|承認|無効|有効|警告|合意|押せ|重[なね]|分け"
    r"|つなが|接続|遮断|復旧|復元|二重化|割り当て|呼び出|同じ|識別|区別|表[れせす]|現れ|満たす|定め|上限|照会でき|参照でき|追跡でき"
)
"""Verbs whose result somebody can look at in a test or read in a paper."""
_NOT_WORDS = re.compile(
    r"[\s、。，．,.・「」（）()\-ー:：;/]+|であること|であり|である|こと|もの|する|できる|とする|を|は|が|に|で|の|と"
)
SAME = 0.12
"""A condition of whose pairs of letters no more than this part is new only repeats the requirement."""
SHORTEST = 6


def measurable(condition: str) -> bool:
    """Whether a condition (NFKC) says something that can be found met or not met.

    That is: a number with its unit or a value to fill, a standard or another requirement, all or none of
    something, or a result that is seen when it is tried. Words of effort and quality alone are none of these.
    """
    if PLACEHOLDER.search(condition) or REFERENCE.search(condition):
        return True
    plain = _HOLLOW.sub("", condition)
    return any(pattern.search(plain) for pattern in (_NUMBER, _NAMED, _WHOLE, _SEEN))


def repeats(text: str, condition: str) -> bool:
    """Whether a condition adds nothing to the requirement: hardly a new pair of letters, and no new number."""
    left, right = _NOT_WORDS.sub("", text), _NOT_WORDS.sub("", condition)
    if len(right) < SHORTEST:
        return bool(right) and right in left
    if set(re.findall(r"\d+", condition)) - set(re.findall(r"\d+", text)):
        return False
    if set(PLACEHOLDER.findall(condition)) - set(PLACEHOLDER.findall(text)):
        return False
    known, stated = pairs(left), pairs(right)
    return len(stated - known) <= SAME * len(stated)


def pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring letters."""
    return frozenset(text[at : at + 2] for at in range(len(text) - 1)) or frozenset({text})
