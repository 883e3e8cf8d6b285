"""Writer of Moodle XML. What it cannot carry becomes a finding, never a silent loss.

Item ids travel as ``idnumber``, metadata as tags (``meta_tags``), categories as categories. A
situational item is a single choice with ``defaultgrade`` 5 and the fractions 20 to 100, all legal
in Moodle. Texts are HTML where HTML brings them back exactly, else plain text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from ethics_desktop.domain.bank import (
    Bank,
    Item,
    MatchItem,
    MultipleItem,
    OrderItem,
    ShortItem,
    SingleItem,
    SjtItem,
    Status,
    TrueFalseItem,
)
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.watching import Watch, unwatched
from ethics_desktop.formats.fractions import is_legal, nearest_legal, percent_text, snapped
from ethics_desktop.formats.html_text import AUTO, HTML, PLAIN, to_html
from ethics_desktop.formats.meta_tags import CATEGORY, HEAD_FIELDS, category_of, tags_of
from ethics_desktop.formats.moodle_fields import Keys, keys_tag
from ethics_desktop.formats.package import write_whole
from ethics_desktop.formats.reading import excerpt
from ethics_desktop.formats.text_door import clean

_FORMAT = "Moodle XML"
_MOODLE_TAG = 50  # characters that Moodle keeps of a tag
_NAME = 80
_SPECIAL = re.compile("[<>&]")


def write(bank: Bank, path: Path, watch: Watch = unwatched) -> tuple[Finding, ...]:
    """Write a bank as Moodle XML (UTF-8, ``\\n``).

    Returns:
        What was left out or changed, item by item.

    Raises:
        UserError: ``file_unwritable``.
    """
    text, findings = moodle_text(bank, watch)
    watch(1)
    write_whole(path, text.encode("utf-8", "replace"))
    return findings


def moodle_text(bank: Bank, watch: Watch = unwatched) -> tuple[str, tuple[Finding, ...]]:
    """Return a bank as Moodle XML and what that does not carry.

    Items without a category come first, so that none gets one by accident.
    """
    findings: list[Finding] = []
    left = [field for field in HEAD_FIELDS if getattr(bank.info, field)]
    if left:
        told: dict[str, str | int | float] = {"format": _FORMAT, "fields": ", ".join(left)}
        findings.append(Finding("fields_not_carried", Severity.INFO, Location(), told))
    title = excerpt(bank.info.title, 200).replace("--", "–")
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f"<!-- {_kept(title)} ({bank.info.id} {bank.info.version}) -->\n<quiz>\n",
    ]
    groups: dict[str, list[Item]] = {"": []}
    for item in bank.items:
        groups.setdefault(_category(item), []).append(item)
    long_tags = 0
    done = 0
    for category, items in groups.items():
        if category:
            path = _escaped(f"$course$/top/{category}")
            out.append(
                f'  <question type="category">\n    <category>\n      <text>{path}</text>\n'
                "    </category>\n  </question>\n"
            )
        for item in items:
            watch(done / len(bank.items))
            done += 1
            writer = _ItemWriter(item)
            written = writer.question()
            findings += writer.findings
            long_tags += writer.long_tags
            if written is not None:
                out.append(written)
    out.append("</quiz>\n")
    if long_tags:
        findings.append(Finding("moodle_tags_long", Severity.INFO, Location(), {"n": long_tags}))
    return "".join(out), tuple(findings)


class _ItemWriter:
    def __init__(self, item: Item) -> None:
        self._item = item
        self.findings: list[Finding] = []
        self.long_tags = 0
        self._fields: list[str] = []
        self._tags = [*tags_of(item)]

    def say(
        self, code: str, severity: Severity, option: str = "", **params: str | int | float
    ) -> None:
        place = Location(item=self._item.id, option=option)
        self.findings.append(Finding(code, severity, place, {"format": _FORMAT, **params}))

    def question(self) -> str | None:
        """Return the question element; None when the item cannot be written."""
        item = self._item
        kind = "multichoice"
        body: str | None
        match item:
            case SingleItem() | MultipleItem():
                body = self._choice(item)
            case SjtItem():
                body = self._situational(item)
            case TrueFalseItem():
                kind, body = "truefalse", self._true_false(item)
            case ShortItem():
                kind, body = "shortanswer", self._short(item)
            case MatchItem():
                kind, body = "matching", self._match(item)
            case OrderItem():
                kind, body = "ordering", self._order(item)
        if body is None:
            return None
        if item.meta.review:
            self._fields.append("review")
        parts = [
            f'  <question type="{kind}">\n',
            f"    <name>\n      <text>{self._name()}</text>\n    </name>\n",
            self._text("questiontext", item.stem, 4),
            self._text("generalfeedback", item.explanation, 4),
            f"    <defaultgrade>{5 if isinstance(item, SjtItem) else 1}</defaultgrade>\n",
            "    <penalty>0.3333333</penalty>\n",
            f"    <hidden>{int(item.meta.status is Status.USANG)}</hidden>\n",
            f"    <idnumber>{_escaped(item.id)}</idnumber>\n",
            body,
            self._text("hint", item.hint, 4) if item.hint else "",
            self._tag_list(),
            "  </question>\n",
        ]
        if self._fields:
            self.say("fields_not_carried", Severity.INFO, fields=", ".join(self._fields))
        return "".join(parts)

    def _name(self) -> str:
        origin = self._item.meta.origin
        name = origin.locator if origin and origin.format == "moodle_xml" else ""
        name = " ".join((name or excerpt(self._item.stem, _NAME)).split())
        return _escaped(html.escape(name, quote=False) if _SPECIAL.search(name) else name)

    def _text(self, tag: str, text: str, indent: int) -> str:
        """Return an element with a text, as HTML if that brings it back exactly."""
        space = " " * indent
        form, inner = self._formatted(text)
        return f'{space}<{tag} format="{form}">\n{space}  <text>{inner}</text>\n{space}</{tag}>\n'

    def _formatted(self, text: str) -> tuple[str, str]:
        if not text:
            return HTML, ""
        marked = to_html(text)
        if marked is not None:
            return HTML, _escaped(marked)
        return PLAIN, _escaped(self._whole(text))

    def _whole(self, text: str) -> str:
        kept = clean(text).strip()
        if kept != text:
            self.say("text_changed", Severity.WARNING, text=excerpt(text))
        return kept

    def _answer(self, fraction: str, text: str, reason: str, form: str = "") -> str:
        """Return an answer; ``form`` set: the text is taken literally by Moodle."""
        own, inner = (form, _escaped(self._whole(text))) if form else self._formatted(text)
        return (
            f'    <answer fraction="{fraction}" format="{own}">\n      <text>{inner}</text>\n'
            f"{self._text('feedback', reason, 6)}    </answer>\n"
        )

    def _keys(self, name: str, keys: Keys, prefix: str) -> None:
        tag = keys_tag(name, keys, prefix)
        if tag:
            self._tags.append(tag)

    def _option_keys(self, item: SingleItem | MultipleItem | SjtItem) -> None:
        ids = [option.id for option in item.options]
        self._keys("opsi", Keys(ids, ids), "")

    def _choice(self, item: SingleItem | MultipleItem) -> str:
        right = sum(option.correct for option in item.options)
        wrong = len(item.options) - right
        single = isinstance(item, SingleItem)
        share = "100" if single else percent_text(100 / max(right, 1))
        penalty = "0" if single else percent_text(-100 / max(wrong, 1))
        self._option_keys(item)
        fixed = [option.id for option in item.options if option.fixed]
        if fixed:
            self._tags.append(f"tetap:{'.'.join(fixed)}")
        return self._choice_head(single) + "".join(
            self._answer(share if o.correct else penalty, o.text, o.reason) for o in item.options
        )

    def _situational(self, item: SjtItem) -> str:
        if max(option.weight for option in item.options) < 5:
            self.say("moodle_sjt_no_full", Severity.WARNING)
        self._option_keys(item)
        return self._choice_head(True) + "".join(
            self._answer(str(20 * o.weight), o.text, o.reason) for o in item.options
        )

    def _choice_head(self, single: bool) -> str:
        return (
            f"    <single>{str(single).lower()}</single>\n"
            "    <shuffleanswers>true</shuffleanswers>\n"
            "    <answernumbering>abc</answernumbering>\n"
        )

    def _true_false(self, item: TrueFalseItem) -> str:
        return self._answer(
            "100" if item.answer else "0", "true", item.reason_true, AUTO
        ) + self._answer("0" if item.answer else "100", "false", item.reason_false, AUTO)

    def _short(self, item: ShortItem) -> str:
        cases = {answer.case_sensitive for answer in item.answers}
        if len(cases) > 1:
            self.say("moodle_case_mixed", Severity.WARNING)
        lines = [f"    <usecase>{int(cases == {True})}</usecase>\n"]
        for place, answer in enumerate(item.answers, 1):
            text = answer.text
            if not answer.wildcard:
                text = text.replace("*", "\\*")
            elif "\\*" in text:
                self.say("wildcards_mixed", Severity.WARNING, str(place), answer=excerpt(text))
            elif "*" not in text:
                self._fields.append("wildcard")
            percent = 100 * answer.score
            if not is_legal(percent):
                self.say(
                    "weight_not_legal",
                    Severity.WARNING,
                    str(place),
                    weight=percent_text(percent),
                    nearest=percent_text(nearest_legal(percent)),
                )
                percent = snapped(percent)
            text = " ".join(text.split())
            lines.append(self._answer(percent_text(percent), text, answer.reason, AUTO))
        return "".join(lines)

    def _match(self, item: MatchItem) -> str | None:
        texts = {target.id: target.text for target in item.right}
        if any(item.answer.get(prompt.id) not in texts for prompt in item.left):
            self.say("item_unwritable", Severity.WARNING, why="a prompt has no answer")
            return None
        if len({clean(text).strip() for text in texts.values()}) < len(texts):
            self.say("item_unwritable", Severity.WARNING, why="two answers with the same text")
            return None
        if any(prompt.reason for prompt in item.left):
            self.say("moodle_pair_reasons", Severity.INFO)
        lefts = [prompt.id for prompt in item.left]
        rights = list(dict.fromkeys(item.answer[key] for key in lefts))
        rights += [target.id for target in item.right if target.id not in rights]
        self._keys("opsi", Keys(lefts, lefts), "l")
        self._keys("kanan", Keys(rights, [target.id for target in item.right]), "r")
        used = {item.answer[key] for key in lefts}
        pairs = [(one.text, texts[item.answer[one.id]], one.reason) for one in item.left]
        pairs += [("", texts[key], "") for key in rights if key not in used]
        return "    <shuffleanswers>true</shuffleanswers>\n" + "".join(self._pairs(pairs))

    def _pairs(self, pairs: list[tuple[str, str, str]]) -> Iterator[str]:
        """Yield the pairs; the reason stands where Moodle does not look, but we do."""
        for prompt, target, reason in pairs:
            form, inner = self._formatted(prompt)
            literal = f' format="{PLAIN}"' if _SPECIAL.search(target) else ""
            yield (
                f'    <subquestion format="{form}">\n      <text>{inner}</text>\n'
                f"      <answer{literal}>\n        <text>{_escaped(self._whole(target))}</text>\n"
                "      </answer>\n"
                f"{self._text('feedback', reason, 6) if reason else ''}"
                "    </subquestion>\n"
            )

    def _order(self, item: OrderItem) -> str:
        steps = sorted(item.options, key=lambda option: option.rank)
        ranks = [step.rank for step in steps]
        if len(set(ranks)) < len(ranks):
            self.say("moodle_order_ties", Severity.WARNING)
        if ranks != list(range(1, len(ranks) + 1)):
            self._tags.append("jenis:order")
        self._keys("opsi", Keys([s.id for s in steps], [o.id for o in item.options]), "")
        return (
            "    <layouttype>VERTICAL</layouttype>\n    <selecttype>ALL</selecttype>\n"
            + "".join(self._answer(str(step.rank), step.text, step.reason) for step in steps)
        )

    def _tag_list(self) -> str:
        lines = []
        for tag in self._tags:
            kept = " ".join(clean(tag).split())
            if kept != tag:
                self.say("text_changed", Severity.WARNING, text=excerpt(tag))
            self.long_tags += len(kept) > _MOODLE_TAG
            if kept:
                lines.append(f"      <tag>\n        <text>{_escaped(kept)}</text>\n      </tag>\n")
        return f"    <tags>\n{''.join(lines)}    </tags>\n" if lines else ""


def _category(item: Item) -> str:
    """Return the category an item is written in: its first tag of that kind, if it is a path."""
    for tag in item.meta.tags:
        if tag.startswith(CATEGORY):
            path = tag[len(CATEGORY) :]
            good = category_of(f"$course$/top/{path}") == path and " ".join(path.split()) == path
            return path if good and not path.startswith(("top", "$")) else ""
    return ""


def _kept(text: str) -> str:
    """Return text without what XML forbids."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)


def _escaped(text: str) -> str:
    """Return text for an element: as it is, or in CDATA when it holds marks."""
    text = _kept(text)
    if not _SPECIAL.search(text):
        return text
    inner = text.replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{inner}]]>"
