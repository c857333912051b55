"""Colours and fonts. Only fonts of the reader's system: nothing is fetched from outside."""

from __future__ import annotations

from typing import Any

import gradio as gr
from gradio.themes.utils.fonts import Font

_SANS = (
    "system-ui",
    "-apple-system",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "sans-serif",
)
_MONO = (
    "ui-monospace",
    "SFMono-Regular",
    "Menlo",
    "Consolas",
    "Noto Sans Mono CJK SC",
    "monospace",
)
_LIGHT = {
    "body_background_fill": "#f6f4ef",
    "background_fill_primary": "#fffefb",
    "background_fill_secondary": "#faf8f3",
    "block_background_fill": "#fffefb",
    "input_background_fill": "#fffefb",
    "body_text_color": "#22252b",
    "body_text_color_subdued": "#686b72",
    "border_color_primary": "#e4dfd4",
    "block_border_color": "#e4dfd4",
    "input_border_color": "#d9d3c6",
    "input_border_color_focus": "#2f5d62",
    "input_placeholder_color": "#8d8f94",
    "button_primary_background_fill": "#2f5d62",
    "button_primary_background_fill_hover": "#264c50",
    "button_primary_text_color": "#ffffff",
    "button_secondary_background_fill": "#fffefb",
    "button_secondary_background_fill_hover": "#f0ece2",
    "button_secondary_border_color": "#ddd7ca",
    "button_secondary_text_color": "#3a3d44",
    "color_accent": "#2f5d62",
    "color_accent_soft": "#e6eeee",
    "link_text_color": "#2f5d62",
}
_DARK = {
    "body_background_fill": "#15171a",
    "background_fill_primary": "#1d2024",
    "background_fill_secondary": "#191c1f",
    "block_background_fill": "#1d2024",
    "input_background_fill": "#1d2024",
    "body_text_color": "#e7e5df",
    "body_text_color_subdued": "#9b9da2",
    "border_color_primary": "#30343a",
    "block_border_color": "#30343a",
    "input_border_color": "#3a3f46",
    "input_border_color_focus": "#7fb3b5",
    "input_placeholder_color": "#777a80",
    "button_primary_background_fill": "#3f7b80",
    "button_primary_background_fill_hover": "#4a8d92",
    "button_primary_text_color": "#ffffff",
    "button_secondary_background_fill": "#1d2024",
    "button_secondary_background_fill_hover": "#282c31",
    "button_secondary_border_color": "#373c43",
    "button_secondary_text_color": "#d5d3cd",
    "color_accent_soft": "#22333a",
    "link_text_color": "#8fc3c5",
}


def theme() -> Any:
    """Paper and ink by day, the same at night."""
    base = gr.themes.Base(
        primary_hue="teal",
        neutral_hue="stone",
        radius_size="md",
        font=[Font(name) for name in _SANS],
        font_mono=[Font(name) for name in _MONO],
    )
    night = {f"{name}_dark": colour for name, colour in _DARK.items()}
    return base.set(
        **_LIGHT,
        **night,
        block_shadow="none",
        block_shadow_dark="none",
        button_primary_shadow="none",
        button_secondary_shadow="none",
        button_primary_border_color="transparent",
        button_primary_border_color_dark="transparent",
    )
