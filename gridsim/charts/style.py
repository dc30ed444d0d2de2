"""One style for every chart: the style file, the fonts, the colours. A colour means a strategy and nothing else; what
is no strategy is grey.

Matplotlib's settings are global. They are changed inside `styled` only, under a lock, and put back; pyplot is never
used, so charts can be drawn from any thread and leave nothing behind.
"""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib import font_manager
from matplotlib.colors import to_hex, to_rgb

from gridsim import formats
from gridsim.terms import NOTHING

STYLE_FILE = Path(__file__).with_name("gridsim.mplstyle")
GREY = "#4d4d4d"
INK = "#1a1a1a"

# Okabe and Ito's colours and a dark grey: any two differ by 17 and more (CIELAB) to people of each kind of
# colour-blindness, as a test asserts.
# The presets keep theirs in every chart of every scenario. The further ones were chosen to differ from these and each
# other by as much; none is black or grey, which would be taken for doing nothing.
_PRESET_COLOURS = {
    NOTHING: GREY,
    "official": "#0072B2",
    "advertising": "#E69F00",
    "kol": "#CC79A7",
    "grid": "#009E73",
    "hybrid": "#D55E00",
}
_FURTHER_COLOURS = ("#993df5", "#792d06", "#0dccf2", "#8a7e42", "#3d29a3", "#e0c285", "#8a427e", "#591966")

_CJK_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Microsoft YaHei",
    "PingFang SC",
    "Heiti SC",
    "Droid Sans Fallback",
)
_CJK_FILES = (
    "notosanscjk",
    "notosanssc",
    "sourcehansans",
    "wqy-microhei",
    "wqy-zenhei",
    "simhei",
    "msyh",
    "pingfang",
    "droidsansfallback",
)

_lock = threading.RLock()
_font_log = logging.getLogger("matplotlib.font_manager")
_inside = False
_warned: set[str] = set()


@contextmanager
def styled() -> Iterator[None]:
    """Draw inside this: gridsim's settings hold, whatever the user's own are, and the user's come back after."""
    global _inside
    with _lock:
        if _inside:  # to change the settings costs as much as to draw a line of text
            yield
            return
        _font_log.addFilter(_worth_saying)
        _inside = True
        try:
            with matplotlib.rc_context(dict(_settings())):
                yield
        finally:
            _inside = False
            _font_log.removeFilter(_worth_saying)


def _worth_saying(record: logging.LogRecord) -> bool:
    """Return False for matplotlib's note that a Chinese font has no bold letters: the normal ones are used, that is
    fine."""
    return "Failed to find font weight" not in record.getMessage()


@cache
def _settings() -> dict:
    with warnings.catch_warnings():
        # reading matplotlib's own defaults may speak of settings that it means to drop; none of them is ours
        warnings.simplefilter("ignore")
        settings = dict(matplotlib.rc_params_from_file(STYLE_FILE, use_default_template=True))
    settings["font.family"] = [*settings["font.family"], *([family] if (family := cjk_family()) else [])]
    return {
        key: value
        for key, value in settings.items()
        if not key.startswith(("backend", "interactive", "toolbar", "webagg", "tk.", "macosx"))
    }


@cache
def cjk_family() -> str | None:
    """Return the family name of an installed font with Chinese characters, or None."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    for family in _CJK_FAMILIES:
        if family in known:
            return family
    # matplotlib remembers the list of fonts: one installed since then is not in it
    for path in sorted(font_manager.findSystemFonts()):
        if Path(path).name.lower().startswith(_CJK_FILES):
            font_manager.fontManager.addfont(path)
            return font_manager.fontManager.ttflist[-1].name
    return None


@cache
def _glyphs() -> frozenset[int]:
    families = [family for family in ("DejaVu Sans", cjk_family()) if family]
    fonts = [font_manager.get_font(font_manager.findfont(family)) for family in families]
    return frozenset(code for font in fonts for code in font.get_charmap())


def drawable(text: str) -> str:
    """Return the text with a box for every character that no font at hand can draw; warns once if these are Chinese.

    Examples
    --------
    >>> drawable("grid 61 %")
    'grid 61 %'
    """
    missing = {character for character in text if ord(character) not in _glyphs() and character != "\n"}
    if not missing:
        return text
    if (
        any("\u2e80" <= character <= "\u9fff" or character >= "\U00020000" for character in missing)
        and "cjk" not in _warned
    ):
        _warned.add("cjk")
        warnings.warn(
            "charts: the text has Chinese characters and no installed font has them, so they are drawn as boxes. "
            "Install one (Debian: apt install fonts-wqy-microhei).",
            stacklevel=2,
        )
    return "".join("\N{WHITE SQUARE}" if character in missing else character for character in text)


def labels(
    names: Iterable[str], room: float = formats.LABEL_CELLS, width: Callable[[str], float] = formats.cells
) -> dict[str, str]:
    """Return a label for each name as it can be drawn; labels differ whenever the names do (see `formats.labels`)."""
    return formats.labels(names, room, width, drawable)


def strategy_colours(strategies: Iterable[str]) -> dict[str, str]:
    """Return one colour a strategy: the presets keep their own, the others take the next free one in the order given.

    Examples
    --------
    >>> strategy_colours(["grid", "mine", "nothing"])
    {'grid': '#009E73', 'mine': '#993df5', 'nothing': '#4d4d4d'}
    """
    names = list(strategies)
    free = list(_FURTHER_COLOURS)
    free += [colour for name, colour in _PRESET_COLOURS.items() if name not in names and name != NOTHING]
    others = [name for name in names if name not in _PRESET_COLOURS]
    given = {name: free[i % len(free)] for i, name in enumerate(others)}
    return {name: _PRESET_COLOURS.get(name) or given[name] for name in names}


def tint(colour: str, strength: float) -> str:
    """Return the colour mixed with white: 1 the colour itself, 0 white.

    Examples
    --------
    >>> tint("#000000", 0.5), tint("#0072B2", 1.0)
    ('#808080', '#0072b2')
    """
    red, green, blue = (1 - strength * (1 - part) for part in to_rgb(colour))
    return to_hex((red, green, blue))


def contrast(one: str, other: str = "#ffffff") -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2 defines it.

    Examples
    --------
    >>> round(contrast("#000000"), 1), round(contrast("#767676"), 2)
    (21.0, 4.54)
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink(colour: str) -> str:
    """Return the colour darkened until letters in it can be read on white (contrast 4.5).

    Examples
    --------
    >>> ink("#0072B2"), contrast(ink("#E69F00")) >= 4.5
    ('#0072b2', True)
    """
    red, green, blue = to_rgb(colour)
    while contrast(to_hex((red, green, blue))) < 4.5:
        red, green, blue = 0.95 * red, 0.95 * green, 0.95 * blue
    return to_hex((red, green, blue))


def on(colour: str) -> str:
    """Return black or white, whichever is read better on the colour.

    Examples
    --------
    >>> on("#332288"), on("#DDCC77")
    ('#ffffff', '#000000')
    """
    return max(("#ffffff", "#000000"), key=lambda letters: contrast(letters, colour))


def _luminance(colour: str) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
