"""The root and the counts of a public list: `python3 root.py leaves.txt [SIZE]`."""

import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path

name, size = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else None
worth = {"signed": 1, "restored": 1, "withdrawn": -1, "invalidated": -1, "changed": 0}
counts = Counter()
peaks = []  # (how many leaves are below, hash), from left to right

with Path(name).open("rb") as lines:
    for number, line in enumerate(lines):
        if number == size:
            break
        petition, kind, day, commitment = line.decode().split()
        counts[petition] += worth[kind]
        below, hash_ = 1, sha256(b"\0" + line.rstrip(b"\n")).digest()
        while peaks and peaks[-1][0] == below:
            hash_ = sha256(b"\1" + peaks.pop()[1] + hash_).digest()
            below *= 2
        peaks.append((below, hash_))

root = peaks.pop()[1] if peaks else sha256(b"").digest()
while peaks:
    root = sha256(b"\1" + peaks.pop()[1] + root).digest()
sys.stdout.write(f"{root.hex()}\n")
for petition, count in sorted(counts.items()):
    sys.stdout.write(f"{petition} {count}\n")
