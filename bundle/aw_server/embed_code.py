"""The code of an embedded chart, to be pasted into a page. Pure."""

from __future__ import annotations

from html import escape
from string import Template
from typing import Final

from aw_server.keys import Key

_CODE: Final = Template("""\
<!-- Chart "$name", drawn by ActivityWatch on this computer. Whoever reads this page can read the key: it opens this
     one view and nothing else, until it is revoked. -->
<div id="aw-chart-$id"></div>
<script>
  var aw_chart_key = "$secret";
  var aw_chart_target = "aw-chart-$id"; // the id of the element that gets the chart; "" is where the next script stands
  var aw_chart_title = "";       // its heading; "" is the name of the view
  var aw_chart_width = 640;      // pixels; 0 fills the element
  var aw_chart_height = 320;     // pixels
  var aw_chart_theme = "auto";   // "light", "dark", or "auto": as the reader's system
  var aw_chart_table = true;     // the same figures as a table, folded away below
  var aw_chart_refresh = 0;      // minutes until it is drawn again; 0 is never
</script>
<script src="${address}anapi/embed/chart.js"></script>
""")


def pasteable(address: str, key: Key, secret: str) -> str:
    """The code for a key; `address` is the server's, with a slash at the end."""
    # Inside of a comment nothing may end it.
    name = escape(key.name).replace("--", "- -")
    return _CODE.substitute(name=name, id=key.id, secret=secret, address=address)
