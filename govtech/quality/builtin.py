"""The list as it comes with the program: loaded once, kept by coordinators from then on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from govtech.core.words import Text, use_locale
from govtech.core.words import lazy as _l
from govtech.quality.models import ABBREVIATIONS, RuleKind
from govtech.quality.wording import Lists, Rule
from govtech.specifications.template_format import KIND_WORDS, Kind


class Group(NamedTuple):
    """Words that are bad for the same reason, separated by spaces (_ is a space), and the wordings in which one is fine."""

    kind: RuleKind
    words: str
    why: Text = ""
    instead: Text = ""
    fine: dict[str, str] = {}  # noqa: RUF012  # a constant, written once


VAGUE = RuleKind.VAGUE
GROUPS: tuple[Group, ...] = (
    Group(
        VAGUE,
        "適宜 随時 適時 都度適切 必要に応じ 必要な場合は 必要が生じた場合 場合によっては 状況に応じ 実情に応じ しかるべき",
        _l("いつ、誰が必要と判断するのかが決まらず、しなくても違反になりません。"),
        _l("起きたときの条件と期限を書きます。例：参加団体の求めから3営業日以内に"),
    ),
    Group(
        VAGUE,
        "速やか すみやか 迅速 早急 至急 早期に 早めに 直ちに ただちに 遅滞なく 可及的 短時間で 短期間で",
        _l("何時間、何日までに終わればよいかが分かりません。"),
        _l("起点と期限を書きます。例：検知から60分以内に"),
        {"迅速": "迅速化", "短時間で": "短時間での復旧訓練", "至急": "至急の連絡"},
    ),
    Group(
        VAGUE,
        "十分な 十分に 十分である 充分 適切な 適切に 適切である 適切かつ 適正な 適正に 適正である 適度 最適な 最適に 良好な 良好に 良好である "
        "確実な 確実に 最適化 優れた 優れて 優れ、 万全 しっかり きちんと きめ細か 的確に 連絡を密に 綿密 支障なく 支障のない 支障がない 問題なく 問題のない",
        _l("どこまですれば足りるのかを、読む人ごとに違って考えます。"),
        _l("数、範囲、方法を書きます。例：7世代以上を保つ、全ての通信をTLS1.2以上で行う"),
        {"最適化": "数理最適化 最適化計算 組合せ最適化"},
    ),
    Group(
        VAGUE,
        "可能な限り できる限り できるかぎり できるだけ 出来るだけ 出来る限り 極力 なるべく 原則として 原則、 基本的に 基本的には",
        _l("守らなくてよい場合が決まっていません。"),
        _l("例外にする場合を数えて書くか、この言葉を消します。例：次の二つの場合を除き"),
    ),
    Group(
        VAGUE,
        "柔軟 円滑 容易に 容易な 容易である 簡単に 簡単な 簡易に 簡便 手軽 使いやすい 使いやすく 使い易い 分かりやすい 分かりやすく "
        "わかりやすい わかりやすく 分かり易い わかり易い 分かりやすさ わかりやすさ 使いやすさ 見やすさ 扱いやすい 扱いやすく 見やすい 見やすく 見易い スムーズ 快適 直感的 ユーザーフレンドリー ストレスなく 違和感なく",
        _l("感じ方の言葉で、試験の合否を決められません。"),
        _l(
            "誰が、何を、どれだけの時間や手数でできるかを書きます。例：研修を受けた職員が、手引だけで2時間以内に様式を作れる"
        ),
        {"分かりやすい": "分かりやすい日本語", "簡単な": "簡単な語", "円滑": "円滑化"},
    ),
    Group(
        VAGUE,
        "高速な 高速に 高度な 高度に 高性能 高品質 高い信頼性 高信頼 高可用 大容量 大規模な 多様な 様々な さまざまな 豊富な 充実した 先進的 最新の",
        _l("何と比べて、どれだけなのかが分かりません。"),
        _l("比べる相手と値を書きます。例：応答時間の95％が3秒以内、公開から30日以内の版"),
        {
            "最新の": "最新の版 最新のもの 最新の状態 最新の値",
            "大規模な": "大規模な災害 大規模な地震",
        },
    ),
    Group(
        VAGUE,
        "定期的 頻繁に 常日頃 常に最新 一定期間 一定の期間 一定時間 一定以上 当面 当分の間 しばらく",
        _l("何日ごとか、いつまでかが決まりません。"),
        _l("間隔や期間を書きます。例：年1回、毎月10日までに、12か月間"),
    ),
    Group(
        VAGUE,
        "秒程度 分程度 時間程度 日程度 週間程度 月程度 年程度 件程度 回程度 人程度 名程度 割程度 %程度 GB程度 ページ程度 円程度 台程度 倍程度 おおむね 概ね おおよそ 前後とする 目安とする 目安として 若干 ある程度 相当の 相応の 通常の範囲 合理的な範囲",
        _l("数値の幅が分からず、境目を決められません。"),
        _l("以上、以下、以内で書きます。例：10分以内、5人以上"),
    ),
    Group(
        VAGUE,
        "努める 努めること 努めなければ 努めるもの 努め、 配慮する 配慮し 配慮した 配慮すること 考慮する 考慮し 考慮した 考慮すること 心がけ 心掛け 留意 "
        "検討する 検討すること 目指す 目指し を目標とする を目標とし を目標に が目標である 努力する 努力目標 図ること 図るもの 推進する 推進すること",
        _l("しようとしただけで満たしたことになり、結果を求められません。"),
        _l("終わったときにどうなっているかを書きます。例：JIS X 8341-3:2016の適合レベルAAに準拠する"),
    ),
    Group(
        VAGUE,
        "別途協議 別途定める 別途指示 別途調整 別途通知 別に定める 別に指示 協議のうえ 協議の上 協議すること 当方の指示 発注者の指示に従 指定する形式 指定する様式 指定する方法 指示する方法",
        _l("契約の後に決まることには、価格を付けられません。"),
        _l(
            "いま決められることを書き、残りは決める人、期限、上限を書きます。例：契約から10営業日以内に代表団体が示す、年2回まで"
        ),
    ),
    Group(
        VAGUE,
        "等",
        _l("挙げたもののほかに何が入るのかが決まらず、範囲が開いたままになります。"),
        _l("入るものを全て挙げるか、用語の章で「〇〇等」を定義します。"),
        {
            "等": "同等 平等 均等 対等 高等 優等 初等 中等 上等 等級 等しい 等しく 等分 等号 等間隔 等幅 等身 等価 等辺 等倍 等高線 "
            "何等 均等割 障害者等配慮設計指針 高齢者・障害者等 総合行政ネットワーク等 等本人 等別"
        },
    ),
    Group(
        VAGUE,
        "など 準ずるもの 準じるもの 類するもの その他、 その他必要な その他これらに その他これに類する その他関連する 等々 一切の その他一式 一式",
        _l("何が含まれるのかを、契約の後に言い争うことになります。"),
        _l("含まれるものを全て挙げます。"),
        {"一切の": "一切の権利", "一式": "様式一式 |_一式"},
    ),
    Group(
        VAGUE,
        ABBREVIATIONS,
        _l(
            "何の略かが読む人によって違って受け取られます。ラテン文字の大文字の略語のうち、「指摘しない言い方」に挙げたものと本文で説明したものを除いて指摘します。"
        ),
        _l("初めて使う所で「電力使用効率（PUE）」のように書くか、用語の章の表に加えます。"),
        {
            ABBREVIATIONS: "A3 A4 AI AM API BCC CC CD CPU CSV DB DVD DX FAQ FAX GB HTML HTTP HTTPS IC ICT ID IoT IP ISO IEC IT JIS "
            "JPEG JPG KB LAN LGWAN ASP VPN TLS SSL MAC MB MP3 MP4 NG NPO OCR OK OS PC PDF PIN PM PNG PR QR QA RFC ROM SD SE SMS SNS SQL TB TEL TIFF TV UI UPS "
            "URL USB UTF-8 WAN WAV XML ZIP AA JB JST LED GPS II III IV VI"
        },
    ),
    Group(
        RuleKind.PRODUCT,
        "Windows ウィンドウズ Microsoft マイクロソフト Office365 Excel エクセル PowerPoint パワーポイント SharePoint Outlook OneDrive Teams Edge Azure Copilot "
        "Google グーグル Chrome Gmail Android YouTube ユーチューブ Apple iPhone iPad iOS macOS Safari Firefox Adobe Acrobat Photoshop "
        "AWS Amazon Oracle SQL_Server MySQL PostgreSQL Salesforce セールスフォース ServiceNow VMware Cisco Zoom Webex Slack Dropbox Box LINE "
        "ChatGPT OpenAI Claude Gemini kintone キントーン Garoon サイボウズ LoGoチャット LoGoフォーム グラファー Graffer トラストバンク "
        "WinActor UiPath BizRobo DX_Suite AmiVoice ScanSnap PayPay 楽天ペイ Suica ICOCA クラウドサイン CloudSign "
        "DocuSign GMOサイン ふるさとチョイス FixMyStreet NTTデータ NTT東日本 NTT西日本 富士通 日本電気 NEC "
        "日立製作所 日本マイクロソフト ぎょうせい 内田洋行 TKC RKKCS アイネス 両備システムズ 凸版印刷 TOPPAN e-TUMO 大日本印刷 ソフトバンク KDDI NTTドコモ",
        _l("その製品や会社のほかが応じられず、公正な競争を妨げます。"),
        _l(
            "求める働きと条件で書きます。既にあるものとつなぐために名が要るときは「〇〇または同等のもの」とし、理由を説明します。"
        ),
    ),
    Group(RuleKind.EXCUSE, "同等 相当する 例： 例えば 例示 既に利用している 既設の 現行の"),
    Group(
        RuleKind.WEAK,
        "望ましい 望ましく 好ましい できれば 可能であれば 推奨する 推奨される 推奨とする 任意とする",
        _l("守らなくてもよいと読めます。"),
        _l("「…こと」と言い切るか、水準を「推奨」に変えます。"),
        {
            "できれば": "確認できれば 表示できれば 出力できれば 利用できれば 登録できれば 検索できれば 操作できれば 実行できれば "
            "再現できれば 復元できれば 復旧できれば 取得できれば 接続できれば 送信できれば 受信できれば ができれば"
        },
    ),
    Group(
        RuleKind.STRONG,
        "なければならない ねばならない 必須とする 必須である 必須とし 義務付け 満たさない場合は失格",
        _l("水準が「推奨」「任意」なのに、守らなければならないと読めます。"),
        _l("言い方を改めるか、水準を「必須」に変えます。"),
    ),
    Group(
        RuleKind.CHAPTER,
        "サービスレベル セキュリティ 個人情報 アクセシビリティ 移行 検収 契約の終了 価格",
        "",
        "",
        {
            "サービスレベル": "サービス水準 SLA",
            "検収": "検査 受入",
            "契約の終了": "契約終了 契約満了 データの返却 データ返却 契約の終わり",
            "価格": "見積 費用",
        },
    ),
    Group(RuleKind.NARRATIVE, "目的 背景 趣旨 経緯 概要 はじめに 用語 参考"),
)


def rows() -> Iterator[dict[str, object]]:
    """Every entry as a row, in Japanese, with an id that follows from its kind and word."""
    with use_locale("ja"):
        for group in GROUPS:
            for word in group.words.split(" "):
                fine = [phrase.replace("_", " ") for phrase in group.fine.get(word, "").split()]
                yield _row(group.kind, word.replace("_", " "), fine, str(group.why), str(group.instead))
        for kind, word in KIND_WORDS.items():
            if kind is not Kind.FUNCTIONAL:
                yield _row(RuleKind.CATEGORY, word, [], "", "")


def _row(kind: RuleKind, word: str, phrases: list[str], why: str, instead: str) -> dict[str, object]:
    name = hashlib.sha256(f"{kind}:{word}".encode()).hexdigest()[:10]
    return {
        "id": name,
        "kind": kind,
        "word": word,
        "phrases": phrases,
        "why": why,
        "instead": instead,
        "active": True,
        "version": 1,
    }


def lists() -> Lists:
    """The list as it comes with the program, for checks where there is no database."""
    return Lists(tuple(_rule(row) for row in rows()))


def _rule(row: dict[str, object]) -> Rule:
    phrases = row["phrases"] if isinstance(row["phrases"], list) else []
    kind = RuleKind(str(row["kind"]))
    return Rule(kind, str(row["word"]), tuple(phrases), str(row["why"]), str(row["instead"]))
