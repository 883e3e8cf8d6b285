"""Writer of GIFT. What GIFT cannot carry becomes a finding, never a silent loss.

Ids and metadata travel in comments (``// [id:...] [tag:...]``), which Moodle reads, too. Texts are
marked ``[plain]``. A situational item is written as ``{~%20%a ~%40%b ~%60%c ~%80%d =e}``: its best
option must be ``=``, else Moodle makes a question with several answers of it.
"""

from __future__ import annotations

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
    TrueFalseItem,
    kind_of,
)
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.watching import Watch, unwatched, watched
from ethics_desktop.formats.fractions import percent_text
from ethics_desktop.formats.gift_text import FORMAT_MARKS, WEIGHT, escape
from ethics_desktop.formats.meta_tags import CATEGORY, HEAD_FIELDS, category_of, tags_of
from ethics_desktop.formats.moodle_fields import Keys, keys_tag
from ethics_desktop.formats.package import write_whole
from ethics_desktop.formats.reading import excerpt
from ethics_desktop.formats.text_door import clean

_FORMAT = "GIFT"


def write(bank: Bank, path: Path, watch: Watch = unwatched) -> tuple[Finding, ...]:
    """Write a bank as GIFT (UTF-8 without a mark, ``\\n``).

    Returns:
        What was left out or changed, item by item.

    Raises:
        UserError: ``file_unwritable``.
    """
    text, findings = gift_text(bank, watch)
    watch(1)
    write_whole(path, text.encode("utf-8", "replace"))
    return findings


def gift_text(bank: Bank, watch: Watch = unwatched) -> tuple[str, tuple[Finding, ...]]:
    """Return a bank as GIFT and what GIFT does not carry."""
    title = excerpt(bank.info.title, 200)
    blocks = [f"// {title} ({bank.info.id} {bank.info.version})"]
    findings: list[Finding] = []
    left = [field for field in HEAD_FIELDS if getattr(bank.info, field)]
    if left:
        told: dict[str, str | int | float] = {"format": _FORMAT, "fields": ", ".join(left)}
        findings.append(Finding("fields_not_carried", Severity.INFO, Location(), told))
    category = ""
    for item in watched(bank.items, len(bank.items), watch):
        writer = _ItemWriter(item)
        block = writer.block()
        findings += writer.findings
        if block is None:
            continue
        if writer.category != category:
            category = writer.category
            blocks.append(f"$CATEGORY: {escape(category) if category else 'top'}")
        blocks.append(block)
    return "\n\n".join(blocks) + "\n", tuple(findings)


class _ItemWriter:
    def __init__(self, item: Item) -> None:
        self._item = item
        self.findings: list[Finding] = []
        self.category = ""
        self._changed: list[str] = []
        self._fields: list[str] = []
        self._tags: list[str] = []

    def say(
        self, code: str, severity: Severity, option: str = "", **params: str | int | float
    ) -> None:
        place = Location(item=self._item.id, option=option)
        self.findings.append(Finding(code, severity, place, {"format": _FORMAT, **params}))

    def block(self) -> str | None:
        """Return the comment, name, stem and answers; None when the item cannot be written."""
        item = self._item
        answers = self._answers()
        if answers is None:
            return None
        comment = self._comment()
        name = item.meta.origin.locator if item.meta.origin else ""
        name = self._line(name or item.id)
        stem = self.text(item.stem)
        general = f"\n\t####{self._marked(item.explanation)}" if item.explanation else ""
        if item.hint:
            self._fields.append("hint")
        if self._fields:
            self.say("fields_not_carried", Severity.INFO, fields=", ".join(self._fields))
        for text in self._changed:
            self.say("text_changed", Severity.WARNING, text=excerpt(text))
        return f"{comment}\n::{name}::[plain]{stem}{{{answers}{general}\n}}"

    def text(self, text: str) -> str:
        """Return a text escaped; one that would not come back the same is noted."""
        kept = clean(text).strip()
        if kept != text:
            self._changed.append(text)
        return escape(kept)

    def _marked(self, text: str) -> str:
        """Return a text before which a format may stand; one that looks so gets one."""
        escaped = self.text(text)
        return f"[plain]{escaped}" if escaped.startswith(FORMAT_MARKS) else escaped

    def _line(self, text: str) -> str:
        return escape(" ".join(clean(text).split()))

    def _comment(self) -> str:
        item = self._item
        parts = [f"[id:{item.id}]"]
        for tag in (*self._tags, *tags_of(item)):
            if tag.startswith(CATEGORY) and not self.category and _is_path(tag):
                self.category = tag[len(CATEGORY) :]
                continue
            kept = " ".join(clean(tag).split())
            if kept.endswith("\\"):
                kept = kept.rstrip("\\")
            if kept != tag:
                self._changed.append(tag)
            if kept:
                parts.append(f"[tag:{kept.replace(']', chr(92) + ']')}]")
        if item.meta.review:
            self._fields.append("review")
        return f"// {' '.join(parts)}"

    def _answers(self) -> str | None:
        match self._item:
            case SingleItem() | MultipleItem():
                return self._choice(self._item)
            case SjtItem():
                return self._situational(self._item)
            case TrueFalseItem():
                return self._true_false(self._item)
            case MatchItem():
                return self._match(self._item)
            case ShortItem():
                return self._short(self._item)
            case OrderItem():
                kind = kind_of(self._item)
                self.say("item_not_written", Severity.WARNING, kind=kind)
                return None

    def _unwritable(self, why: str) -> str | None:
        self.say("item_unwritable", Severity.WARNING, why=why)
        return None

    def _option(self, sign: str, text: str, reason: str) -> str:
        comment = f"#{self._marked(reason)}" if reason else ""
        return f"\n\t{sign}{self._marked(text)}{comment}"

    def _keys(self, name: str, keys: Keys, prefix: str) -> None:
        tag = keys_tag(name, keys, prefix)
        if tag:
            self._tags.append(tag)

    def _letters(self, ids: list[str]) -> None:
        self._keys("opsi", Keys(ids, ids), "")

    def _choice(self, item: SingleItem | MultipleItem) -> str | None:
        right = sum(option.correct for option in item.options)
        if right == 0 or (isinstance(item, SingleItem) and right > 1):
            return self._unwritable("not one right option")
        self._letters([option.id for option in item.options])
        fixed = [option.id for option in item.options if option.fixed]
        if fixed:
            self._tags.append(f"tetap:{'.'.join(fixed)}")
        share = percent_text(100 / right)
        wrong = len(item.options) - right
        penalty = f"~%{percent_text(-100 / wrong)}%" if wrong else ""
        single = isinstance(item, SingleItem)
        if single and any(o.correct and WEIGHT.match(o.text) for o in item.options):
            return self._unwritable("the right option begins with %…%")
        signs = ("=", "~") if single else (f"~%{share}%", penalty)
        lines = []
        for option in item.options:
            sign = signs[0] if option.correct else signs[1]
            if sign == "~" and option.text.startswith("%"):
                sign = "~%0%"
            lines.append(self._option(sign, option.text, option.reason))
        return "".join(lines)

    def _situational(self, item: SjtItem) -> str | None:
        best = max(option.weight for option in item.options)
        self._letters([option.id for option in item.options])
        if all(option.weight == best for option in item.options):
            return self._unwritable("every weight is the same")
        if any(o.weight == best and WEIGHT.match(o.text) for o in item.options):
            return self._unwritable("the best option begins with %…%")
        if best != 5:
            self.say("sjt_scale_shifted", Severity.WARNING, weight=best)
        return "".join(
            self._option("=" if o.weight == best else f"~%{20 * o.weight}%", o.text, o.reason)
            for o in item.options
        )

    def _true_false(self, item: TrueFalseItem) -> str:
        right, wrong = item.reason_true, item.reason_false
        if not item.answer:
            right, wrong = wrong, right
        comments = f"#{self._marked(wrong)}" if wrong else ""
        if right:
            comments = f"{comments or '# '}\n\t#{self._marked(right)}"
        return f"{'TRUE' if item.answer else 'FALSE'}{comments}"

    def _match(self, item: MatchItem) -> str | None:
        texts = {target.id: target.text for target in item.right}
        if any(item.answer.get(prompt.id) not in texts for prompt in item.left):
            return self._unwritable("a prompt has no answer")
        if any("->" in prompt.text for prompt in item.left):
            return self._unwritable("->")
        if len({clean(text).strip() for text in texts.values()}) < len(texts):
            return self._unwritable("two answers with the same text")
        if any(prompt.reason for prompt in item.left):
            self._fields.append("reason")
        order = list(dict.fromkeys(item.answer[prompt.id] for prompt in item.left))
        spare = [target.id for target in item.right if target.id not in order]
        lefts = [prompt.id for prompt in item.left]
        self._keys("opsi", Keys(lefts, lefts), "l")
        self._keys("kanan", Keys([*order, *spare], [target.id for target in item.right]), "r")
        pairs = [(prompt.text, texts[item.answer[prompt.id]]) for prompt in item.left]
        pairs += [("", texts[key]) for key in spare]
        return "".join(f"\n\t={self._marked(a) if a else ''} -> {self.text(b)}" for a, b in pairs)

    def _short(self, item: ShortItem) -> str | None:
        if any("->" in answer.text + answer.reason for answer in item.answers):
            return self._unwritable("->")
        if any(answer.case_sensitive for answer in item.answers):
            self._fields.append("case_sensitive")
        lines = []
        for answer in item.answers:
            text = answer.text
            if answer.wildcard != ("*" in text) and answer.wildcard:
                self._changed.append(text)
            if not answer.wildcard:
                text = text.replace("*", "\\*")
            elif "\\*" in text:
                self._changed.append(text)
            percent = percent_text(100 * answer.score)
            if answer.wildcard and answer.score == 0 and not text.replace("*", "").strip():
                self._fields.append("catch-all answer")
                continue
            lines.append(self._option(f"=%{percent}%", text, answer.reason))
        return "".join(lines) if lines else self._unwritable("no answer")


def _is_path(tag: str) -> bool:
    """Tell whether a category tag is a path that comes back the same from ``$CATEGORY``."""
    path = tag[len(CATEGORY) :]
    return bool(path) and category_of(path) == path and clean(path) == path
