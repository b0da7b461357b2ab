"""An event log as pm4py reads it, counted; run in pm4py's own environment.

    ~/.cache/bihuan/venv-mining/bin/python tests/mining/read.py log.json log.sqlite

Prints one line of JSON for each file.
"""
import json
import sys

import pm4py
from pm4py.objects.ocel.validation import ocel20_rel_validation


def read(path):
    ocel = pm4py.read_ocel2_json(path) if path.endswith(".json") else pm4py.read_ocel2_sqlite(path)
    flat = pm4py.ocel_flattening(ocel, "Case")
    followed = pm4py.discover_ocdfg(ocel)
    found = {
        "events": len(ocel.events), "objects": len(ocel.objects), "relations": len(ocel.relations), "object_relations": len(ocel.o2o),
        "object_types": sorted(ocel.objects["ocel:type"].unique()), "activities": sorted(ocel.events["ocel:activity"].unique()),
        "cases": int(flat["case:concept:name"].nunique()), "variants": len(pm4py.get_variants(flat)),
        "followed": {kind: len(edges) for kind, edges in followed["edges"]["event_couples"].items()},
        "outcomes": int((ocel.object_changes["ocel:field"] == "outcome").sum()) if len(ocel.object_changes) else 0,
        "synthetic": sorted({str(value) for value in ocel.objects.get("synthetic", []) if value == value and value is not None}),
    }
    if path.endswith(".sqlite"):
        satisfied, not_satisfied = ocel20_rel_validation.apply(path)
        found["satisfied"], found["not_satisfied"] = len(satisfied), [str(each) for each in not_satisfied]
    return found


for path in sys.argv[1:]:
    print(json.dumps({"file": path, **read(path)}, ensure_ascii=False))
