#!/usr/bin/env python3
"""Compares the metrics of a real kube-apiserver with ours, name by name, after the same small load on both.

    metrics.py ORIGINAL_URL OURS_URL [--token T] [--record FILE] [--keep FOLDER] [--all]

For each family of /metrics and /metrics/slis: its type, its stability (the tag at the beginning of its HELP), the names of its labels and, of histograms, its
buckets. Prints what is missing here, what is here only, and what differs; --all also what is equal. --record writes what the original has, a line a family, for
OriginalMetricsTest to hold ours against: NAME TYPE STABILITY LABELS BUCKETS, separated by tabs."""
import argparse
import pathlib
import re
import time

import load
from servers import Server

SAMPLE = re.compile(r'^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"')
OF_GO = ('go_',)


class Family:
    def __init__(self, name):
        self.name, self.type, self.help, self.labels, self.buckets = name, 'untyped', '', set(), set()

    def stability(self):
        tag = re.match(r'\[(ALPHA|BETA|STABLE|INTERNAL)\]', self.help)
        return tag.group(1) if tag else '-'

    def row(self):
        return (self.name, self.type, self.stability(), ','.join(sorted(self.labels - {'le'})), ','.join(f'{b:g}' for b in sorted(self.buckets)))


def families(text):
    found = {}
    for line in text.splitlines():
        if line.startswith('# '):
            _, what, name, *rest = line.split(' ', 3)
            family = found.setdefault(name, Family(name))
            if what == 'HELP':
                family.help = rest[0] if rest else ''
            else:
                family.type = rest[0]
            continue
        sample = SAMPLE.match(line)
        if not sample:
            continue
        name = sample.group(1)
        base = re.sub(r'_(bucket|sum|count)$', '', name)
        family = found.get(name) or found.get(base) or found.setdefault(name, Family(name))
        for label, value in LABEL.findall(sample.group(2) or ''):
            if label == 'le':
                family.buckets.add(float(value))
            else:
                family.labels.add(label)
    return {name: family for name, family in found.items() if not name.startswith(OF_GO)}


def measured(server):
    for path in ('/metrics', '/metrics', '/metrics/slis'):
        yield server.call('GET', path, accept='text/plain')[2]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('original'), options.add_argument('ours')
    options.add_argument('--token', default='admin-token'), options.add_argument('--record'), options.add_argument('--all', action='store_true')
    options.add_argument('--keep', help='a folder to write both texts to')
    given = options.parse_args()
    webhook = load.Webhook()
    servers = [Server(url, given.token) for url in (given.original, given.ours)]
    for server in servers:
        load.prepare(server, webhook)
    time.sleep(5)  # for them to have heard of their own objects
    for server in servers:
        load.run(server)
    time.sleep(2)
    texts = ['\n'.join(measured(server)) for server in servers]
    want, got = map(families, texts)
    if given.keep:
        for name, text in zip(('original.txt', 'ours.txt'), texts):
            (pathlib.Path(given.keep) / name).write_text(text)
    for server in servers:
        load.clean(server)
    if given.record:
        with open(given.record, 'w') as out:
            out.writelines('\t'.join(want[name].row()) + '\n' for name in sorted(want))
    equal = 0
    for name in sorted(set(want) | set(got)):
        if name not in got:
            print('missing  ', ' '.join(want[name].row()[:4]))
        elif name not in want:
            print('only here', ' '.join(got[name].row()[:4]))
        elif want[name].row() != got[name].row():
            for what, a, b in zip(('type', 'stability', 'labels', 'buckets'), want[name].row()[1:], got[name].row()[1:]):
                if a != b:
                    print(f'differs   {name}: {what}: want {a} got {b}')
        else:
            equal += 1
            if given.all:
                print('equal    ', name)
    print(f'{len(want)} families of the original, {len(got)} here, {equal} equal')


if __name__ == '__main__':
    main()
