"""Pictures of figures, drawn on the server (docs/decisions/0035-charts-are-drawn-on-the-server.md).

A page that wants one does three things:

1. `columns`, `gantt` or `graph` turns its figures into geometry. They are pure, and where everything is decided: ticks, widths,
   what is left out. Across, places are per cent of the picture's width, so that it fits a desk and a phone without its texts
   shrinking; down, they are pixels.
2. A macro of `templates/macros/charts.html` draws that geometry as SVG. It is handed a title and a sentence that says what is
   to be seen.
3. The page puts the same figures into a table behind it (`ui.behind`), and links `static/charts.css`.

No picture tells by colour alone: parts differ by pattern, marks by shape, and everything has a label.
"""
