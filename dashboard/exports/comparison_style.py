"""The style sheet of the before/after map: both palettes of the project, chosen by the reader's system."""

from dashboard.maps.style import STATUS, palettes

_RULES = """
*{box-sizing:border-box}
body{margin:0;background:var(--land);color:var(--text);
 font:15px/1.5 Inter,system-ui,"Segoe UI","Noto Sans","Noto Sans Arabic",sans-serif}
header,main,footer{max-width:1480px;margin:0 auto;padding:0 24px}
header{padding-top:24px}
h1{margin:0 0 4px;font-size:26px;line-height:1.2;letter-spacing:-.01em}
h2{margin:0 0 10px;font-size:16px;line-height:1.3}
h3{margin:14px 0 4px;font-size:13px;color:var(--text_muted);overflow-wrap:anywhere}
p{margin:0}
.sides{display:flex;flex-wrap:wrap;gap:4px 20px;align-items:baseline}
.side{overflow-wrap:anywhere}.side b{color:var(--text_muted);font-weight:600;margin-right:4px}
.count{font-weight:600}
.setting{color:var(--text_muted);font-size:14px;margin-top:2px}
main{display:grid;align-items:start;
 grid-template-columns:minmax(0,1fr) minmax(300px,26rem);gap:20px;padding-top:18px}
section,.notes{background:var(--panel);border:1px solid var(--panel_border);border-radius:10px;padding:16px;
 margin:0 0 16px}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:12px}
figure{margin:0;min-width:0}
figcaption{font-size:13px;font-weight:600;color:var(--text_muted);margin-bottom:4px}
figure svg{display:block;width:100%;height:auto;border:1px solid var(--panel_border);border-radius:6px}
ul{margin:0;padding:0;list-style:none}
main li{padding:5px 0;border-top:1px solid var(--panel_border);overflow-wrap:anywhere}
main ul li:first-child{border-top:0}
.short li{font-weight:600}
.broken{border-color:var(--k-cut);border-width:2px}
.legend ul{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:4px 16px}
.legend li{padding:0;border:0;display:flex;align-items:center;gap:8px;font-size:13px}.legend svg{flex:none}
footer{padding:4px 24px 28px;color:var(--text_muted);font-size:13px}
path,circle{fill:none;stroke-linejoin:round}
.ground{fill:var(--land)}.land{fill:var(--land)}.sea{fill:var(--sea)}
.river{stroke:var(--river);stroke-width:2}.road{stroke:var(--road);stroke-width:2}
.border{stroke:var(--border);stroke-width:1.5;stroke-dasharray:9 4 2 4}
.outline{stroke:var(--area);stroke-width:1.2}
.bed{stroke:var(--casing)}.quiet{stroke:var(--halo);opacity:.5}
.wash{opacity:.14}.hatch{opacity:.18}.faint{opacity:.16}.tooth{stroke-width:.8}.hollow{fill:var(--casing)}
.disc{stroke-width:1.5;paint-order:stroke}.on-disc{fill:#fff}
.letter{font:700 11px Inter,system-ui,sans-serif;text-anchor:middle}
.lit{fill:var(--highlight);opacity:.55}.lit-line{stroke:var(--highlight);opacity:.55;stroke-linecap:round}
.dot{fill:var(--symbol);stroke:var(--halo);stroke-width:1.2}
.doubt{stroke:var(--error_circle);stroke-dasharray:4 4}
.doubt-band{stroke:var(--error_circle);opacity:.16;stroke-linecap:round}
.ghost{stroke:var(--text);stroke-width:1.6;stroke-dasharray:2 4;opacity:.85}
.move{stroke:var(--accent);stroke-width:2}
.vertex{fill:var(--panel);stroke:var(--accent);stroke-width:2}
.vertex-bed{stroke:var(--panel);stroke-width:5;stroke-linecap:round}
.vertex-mark{stroke:var(--accent);stroke-width:2.4;stroke-linecap:round}
.name{font:13px Inter,system-ui,"Noto Sans","Noto Sans Arabic",sans-serif;text-anchor:middle;fill:var(--text);
 stroke:var(--halo);stroke-width:3.5;paint-order:stroke}
.strong{font-weight:700}
.absent{font:14px Inter,system-ui,sans-serif;text-anchor:middle;fill:var(--text_muted)}
.short{grid-column:1/-1;margin:0}
.scale{stroke:var(--text);stroke-width:1.6}.scale-bed{stroke:var(--halo);stroke-width:4.5}
.scale-text{font:12px Inter,system-ui,sans-serif;
 fill:var(--text);stroke:var(--halo);stroke-width:3.5;paint-order:stroke}
main.plain{grid-template-columns:minmax(0,60rem)}
@media (prefers-color-scheme:dark){.wash{opacity:.4}.hatch{opacity:.45}}
@media (max-width:1100px){main{grid-template-columns:minmax(0,1fr)}}
@media (max-width:640px){header,main,footer{padding-left:12px;padding-right:12px}
 .pair{grid-template-columns:1fr}
 section,.notes{padding:12px}h1{font-size:22px}}
@media print{body{background:#fff}section,figure{break-inside:avoid}main{grid-template-columns:1fr}}
"""


def style_sheet() -> str:
    """Write the style sheet; the colours of statuses are the same in both palettes."""
    found = palettes()
    light, dark = (_variables(found[name]) for name in ("light", "dark"))
    status = "".join(
        f".k-{state.value}{{stroke:{style.colour}}}.f-{state.value}{{fill:{style.colour}}}"
        for state, style in STATUS.items()
    )
    cut = next(style.colour for state, style in STATUS.items() if state.value == "cut")
    root = f":root{{color-scheme:light dark;--k-cut:{cut};{light}}}"
    return f"{root}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}{_RULES}{status}"


def _variables(palette: dict[str, object]) -> str:
    return "".join(f"--{name}:{value};" for name, value in palette.items() if isinstance(value, str))
