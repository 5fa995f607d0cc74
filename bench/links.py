"""`python -m bench links [--data DIR]`: who does what to whom next, on ICEWS14."""

import argparse
import os
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from simurg.foresight.links.calibration import bins, error
from simurg.foresight.links.fit import Plan, fit
from simurg.foresight.links.homes import homes
from simurg.foresight.links.links import Links, links_of
from simurg.foresight.links.memory import Asked
from simurg.foresight.links.ranks import KINDS, Scored, figures, ranks
from simurg.foresight.links.replay import Replay, Weights

DATA = Path(os.environ.get("SIMURG_DATA", Path(__file__).parents[2] / "shared" / "data"))
def main(arguments):
    p = argparse.ArgumentParser(); p.add_argument("--data", type=Path); p.add_argument("--cut", type=int)
    asked = p.parse_args(arguments)
    t0 = time.process_time()
    f = asked.data / "icews14.parquet" if asked.data else DATA / "forecast" / "icews14.parquet"
    t = pq.read_table(f)
    splits = t["split"].cast(pa.string())
    test = "test" if "test" in pc.unique(splits).to_pylist() else "valid"
    day = t["date"].cast(pa.date32()).cast(pa.int32())
    links = links_of(t["subject"], t["relation"], t["object"], day)
    train_end = pc.max(day.filter(pc.equal(splits, "train"))).as_py() + 1
    test_start = pc.min(day.filter(pc.equal(splits, test))).as_py()
    if asked.cut:
        test_start = train_end = train_end - asked.cut
        links = links.until(train_end + asked.cut)
    print(len(links), "links", test, test_start, train_end)
    par = fit(links.until(train_end))
    print("fitted", time.process_time() - t0)
    w = Weights(par.features, par.weights, par.transfers, par.trees)
    out = {}
    for name, rem in (("", links), ("multi", links.until(test_start))):
        rp = Replay(rem, homes(links.until(test_start)))
        fin=[];exp=[];kind=[];conf=[];right=[]
        for one in rp.days(links.since(test_start), w):
            m = rp.memory
            q = one.actor * m.relations + one.relation
            true = links.since(one.day).until(one.day+1)
            both = Asked(np.r_[true.actor,true.recipient],np.r_[true.relation,true.relation+m.side],np.r_[true.recipient,true.actor])
            code = both.a*m.relations+both.q
            at = np.searchsorted(q, code); at[at==len(q)] = 0; mine = q[at]==code
            ev = Asked(both.a[mine],both.q[mine],both.b[mine])
            for lst, sc in ((fin, one.score), (exp, one.share)):
                lst.append(ranks(Scored(one.found.query, one.found.asked.b, sc, ~one.right), at[mine], ev.b, m.actors))
            kind.append(np.where(m.counts("aqb",ev).sum(1)>0,0,np.where(m.counts("ab",ev).sum(1)>0,1,2)))
            conf.append(one.top_score()); right.append(one.top_right())
        fin,exp,kind,conf,right = map(np.concatenate,(fin,exp,kind,conf,right))
        print(name, figures(fin), figures(exp, "explainable_"), "queries", len(fin))
        for k in range(3): print(KINDS[k], np.mean(kind==k), np.mean(1/fin[kind==k]), np.mean(1/exp[kind==k]))
        b = bins(par.curve.at(conf), right); print("calibration", error(b), b)
        print("cpu", time.process_time()-t0, flush=True)
