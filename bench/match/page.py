"""page.py DATA FOLDER - script/bench match: the match page over HTTP with the handbook of bench_match_hall in DATA; writes FOLDER/page.json.
The counts of each answer must add up."""
import json
import os
import re
import statistics
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "test", "flow"))
import flow          # noqa: E402

TIMES = 30


def firm(i):
    return {"amount": str(10 + 7 * i), "term": str(3 + i % 24), "age": str(i % 8), "tax": f"{i % 20}.{i % 10}", "grade": "ABMC"[i % 4], "revenue": str(30 * i),
            "industry": "retail", "staff": str(3 + i), "banks": str(i % 5), "debt": str(40 + i), "clean": "yes"}


def main(data, folder):
    server = flow.Server(data)
    try:
        client, took, wrong = flow.Client(server), [], 0
        begun = time.perf_counter()
        page = client.get("/finance/match").ok()        # compiles the handbook
        first = (time.perf_counter() - begun) * 1000
        for i in range(TIMES):
            begun = time.perf_counter()
            answer = page.submit("看结果", **{f"x_{k}": v for k, v in firm(i).items()}).ok()
            took.append((time.perf_counter() - begun) * 1000)
            n = [int(x.replace(",", "")) for x in re.search(r"一共 (\S+) 个产品：(\S+) 个合适，(\S+) 个只差一条，(\S+) 个要补资料，(\S+) 个不合适", answer.text).groups()]
            wrong += n[0] != sum(n[1:])
        with open(os.path.join(folder, "page.json"), "w", encoding="utf-8") as f:
            json.dump({"products": n[0], "first_ms": first, "page_ms": statistics.median(took), "most_ms": max(took), "bytes": len(answer.body), "wrong": wrong}, f)
    finally:
        server.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
