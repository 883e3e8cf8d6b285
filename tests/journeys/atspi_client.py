"""What an assistive program sees and does: a small server beside the tests.

Run by the system's own Python, which has ``gi``: one JSON command a line on the input, one JSON
answer a line on the output. Controls are found by role and name only, among those that show.

    {"do": "wait_app", "name": N}
    {"do": "tree"}
    {"do": "shows", "role": R, "name": N}
    {"do": "press", "role": R, "name": N, "place": 0}
    {"do": "write", "role": R, "name": N, "text": T}
    {"do": "entries", "role": "combo box", "name": N}
    {"do": "pick", "role": "combo box", "name": N, "item": E}
    {"do": "table", "name": N}

An answer is ``{"ok": value}``, or ``{"error": text}`` when the control is not there or refuses.
Nothing here waits but ``wait_app``: the tests ask again.
"""

from __future__ import annotations

import json
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

#: States worth telling.
STATES = ("checked", "editable", "enabled", "focusable", "focused", "selected", "showing")
#: Names of actions that do what a click does.
CLICKS = ("Press", "Toggle", "press", "toggle", "click")
#: Roles that nobody looks into; the cells of a table are read by ``table``.
LEAVES = {"check box", "combo box", "label", "push button", "radio button", "table", "text"}


class ClientError(Exception):
    """The control is not there or refuses."""


class Bus:
    """The accessibility bus, as seen from one program on it."""

    def __init__(self):
        self._app = None

    def wait_app(self, name, seconds=60.0):
        """Find a program by its name; ``seconds`` is how long it may take to come."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            _digest()
            desktop = Atspi.get_desktop(0)
            desktop.set_cache_mask(Atspi.Cache.NONE)
            for child in _children(desktop):
                if child.get_name() == name:
                    # without its states at hand the library asks for them before each question
                    child.set_cache_mask(Atspi.Cache.STATES)
                    self._app = child
                    return name
            time.sleep(0.05)
        raise ClientError(f"no program {name!r} on the bus")

    def tree(self):
        """Return every showing node of the program, in reading order."""
        return [_told(node, role) for node, role in self._showing()]

    def shows(self, role, name):
        """Tell whether there is such a control."""
        return any(
            True for node, own in self._showing() if own == role and _called(node, own, name)
        )

    def press(self, role, name, place=0):
        """Do what a click does."""
        node = self._find(role, name, place)
        _demand(node, "enabled")
        for number in range(node.get_n_actions()):
            if Atspi.Action.get_action_name(node, number) in CLICKS:
                return Atspi.Action.do_action(node, number)
        raise ClientError(f"{role} {name!r} has no action to press it")

    def write(self, role, name, text):
        """Put text into a field."""
        node = self._find(role, name, 0)
        _demand(node, "editable")
        return Atspi.EditableText.set_text_contents(node, text)

    def pick(self, role, name, item):
        """Choose the entry called ``item`` in a list that opens."""
        node = self._find(role, name, 0)
        _demand(node, "enabled")
        for entry in _children(_children(node)[0]):
            if entry.get_name() == item:
                return Atspi.Action.do_action(entry, 0)
        raise ClientError(f"{name!r} has no entry {item!r}")

    def entries(self, role, name):
        """Return the names of the entries of a list that opens."""
        node = self._find(role, name, 0)
        return [entry.get_name() for entry in _children(_children(node)[0])]

    def table(self, name):
        """Return the texts of a table: the column titles, then the rows."""
        node = self._find("table", name, 0)
        columns = range(Atspi.Table.get_n_columns(node))
        rows = range(Atspi.Table.get_n_rows(node))
        titles = [Atspi.Table.get_column_description(node, column) for column in columns]
        return [titles] + [
            [Atspi.Table.get_accessible_at(node, row, column).get_name() for column in columns]
            for row in rows
        ]

    def _find(self, role, name, place):
        for node, own in self._showing():
            if own == role and _called(node, role, name):
                if place == 0:
                    return node
                place -= 1
        raise ClientError(f"no {role} {name!r} shows")

    def _showing(self):
        if self._app is None:
            raise ClientError("wait_app first")
        return _walk(self._app)


def _walk(node):
    """Give what shows below ``node`` with its role, in reading order, no further than asked."""
    for number in range(node.get_child_count()):
        child = node.get_child_at_index(number)
        if child is None:
            continue
        child.clear_cache()
        if not _has(child, "showing"):
            continue
        role = child.get_role_name()
        yield child, role
        if role not in LEAVES:
            yield from _walk(child)


def _children(node):
    found = []
    for number in range(node.get_child_count()):
        child = node.get_child_at_index(number)
        if child is not None:
            found.append(child)
    return found


def _called(node, role, name):
    return node.get_name() == name or (role == "combo box" and _label(node) == name)


def _label(node):
    """Return the text of the label of a control: what Qt names a combo box by on this bus."""
    for relation in node.get_relation_set():
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY:
            return relation.get_target(0).get_name()
    return ""


def _states(node):
    states = node.get_state_set()
    return [name for name in STATES if states.contains(getattr(Atspi.StateType, name.upper()))]


def _has(node, state):
    return node.get_state_set().contains(getattr(Atspi.StateType, state.upper()))


def _demand(node, state):
    if not _has(node, state):
        raise ClientError(f"{node.get_role_name()} {node.get_name()!r} is not {state}")


def _told(node, role):
    return {
        "role": role,
        "name": node.get_name(),
        "label": _label(node) if role == "combo box" else "",
        "description": node.get_description(),
        "states": _states(node),
    }


def _digest():
    """Take in what the bus has told meanwhile."""
    context = GLib.MainContext.default()
    while context.pending():
        context.iteration(False)


def main():
    """Answer commands until the input ends."""
    bus = Bus()
    for line in sys.stdin:
        command = json.loads(line)
        work = getattr(bus, command.pop("do"))
        _digest()
        try:
            answer = {"ok": work(**command)}
        except ClientError as error:
            answer = {"error": str(error)}
        except GLib.Error as error:  # the control went away while it was looked at
            answer = {"error": f"bus: {error.message}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
