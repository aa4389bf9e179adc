#!/usr/bin/env python3
"""A programme that switches between recordings, and how well its parts are told apart.

  programme.py make OUT.wav TRUTH.csv [--seed S] [--seconds N] NAME=FILE.wav …
  programme.py score TRUTH.csv SEGMENTS.csv

make: pieces of 3 to 8 seconds, each from another recording than the one before, all at 16 kHz, of one
loudness, and joined with 10 ms of cross-fade. score: the share of time whose label is right, labels
matched with recordings in the best way. Needs NumPy.
"""

import argparse
import csv
import itertools
import wave

import numpy as np

RATE = 16000
FADE = 160


def read(path):
    """Mono samples of a 16-bit WAV file at RATE."""
    with wave.open(path) as file:
        if file.getsampwidth() != 2:
            raise SystemExit(f"{path}: 16-bit samples are needed")
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
        samples = samples.reshape(-1, file.getnchannels()).mean(1)
        rate = file.getframerate()
    length = round(len(samples) * RATE / rate)
    spectrum = np.fft.rfft(samples)
    bins = length // 2 + 1
    spectrum = np.pad(spectrum, (0, max(0, bins - len(spectrum))))[:bins]
    resampled = np.fft.irfft(spectrum, length) * length / len(samples)
    return resampled / np.sqrt(np.mean(resampled**2))


def make(arguments):
    names, recordings = zip(*((n, read(f)) for n, f in (s.split("=", 1) for s in arguments.source)))
    random = np.random.RandomState(arguments.seed)
    total = int(arguments.seconds * RATE)
    out = np.zeros(total + FADE)
    truth = []
    at, last = 0, -1
    while at < total:
        choices = [i for i in range(len(names)) if i != last]
        last = choices[random.randint(len(choices))]
        length = min(total - at, int(random.uniform(3, 8) * RATE))
        start = random.randint(len(recordings[last]))
        piece = np.take(recordings[last], np.arange(start, start + length + FADE), mode="wrap")
        ramp = np.linspace(0, 1, FADE)
        piece[:FADE] *= ramp
        piece[-FADE:] *= ramp[::-1]
        out[at : at + length + FADE] += piece
        truth.append((at / RATE, (at + length) / RATE, names[last]))
        at += length
    out = np.round(out[:total] / np.max(np.abs(out)) * 0.9 * 32767).astype("<i2")
    with wave.open(arguments.out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(out.tobytes())
    with open(arguments.truth, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["start", "end", "label"])
        writer.writerows((f"{s:.3f}", f"{e:.3f}", label) for s, e, label in truth)


def rows(path):
    with open(path, newline="") as file:
        return [(float(r["start"]), float(r["end"]), r["label"]) for r in csv.DictReader(file)]


def score(arguments):
    truth, found = rows(arguments.truth), rows(arguments.segments)
    together = {}
    for s, e, label in truth:
        for a, b, other in found:
            shared = min(e, b) - max(s, a)
            if shared > 0:
                together[label, other] = together.get((label, other), 0) + shared
    names = sorted({label for _, _, label in truth})
    labels = sorted({label for _, _, label in found})
    labels += [None] * max(0, len(names) - len(labels))
    best = max(
        itertools.permutations(labels, len(names)),
        key=lambda order: sum(together.get(pair, 0) for pair in zip(names, order)),
    )
    total = sum(e - s for s, e, _ in truth)
    right = sum(together.get(pair, 0) for pair in zip(names, best))
    for name, label in zip(names, best):
        time = sum(e - s for s, e, other in truth if other == name)
        print(f"{name:>12} = {label}: {together.get((name, label), 0):6.1f} of {time:6.1f} s")
    print(f"right: {100 * right / total:.1f} % of {total:.1f} s, {len(truth)} pieces, {len(found)} spans")


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
commands = parser.add_subparsers(required=True)
maker = commands.add_parser("make")
maker.add_argument("out")
maker.add_argument("truth")
maker.add_argument("source", nargs="+", metavar="NAME=FILE.wav")
maker.add_argument("--seed", type=int, default=0)
maker.add_argument("--seconds", type=float, default=120)
maker.set_defaults(run=make)
scorer = commands.add_parser("score")
scorer.add_argument("truth")
scorer.add_argument("segments")
scorer.set_defaults(run=score)
chosen = parser.parse_args()
chosen.run(chosen)
