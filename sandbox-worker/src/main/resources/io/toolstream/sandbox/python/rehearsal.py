"""Runs most of what a child does in the template, until the interpreter has specialised that code. A child runs it once,
and what code looks up that is not specialised are pages of the template, each of which the kernel copies for it."""
import linecache
import os
import sys

import child
import isolation
import limits
import runner
import wire

ROUNDS = 24
PROGRAMS = ("print(1)\n", "a = [1, 2.5, 'x']\nfor x in a:\n    print(x, end=' ')\nlen(a)", "def f(x):\n    return x / 0\nf(1)")


def rehearse(plan, settings):
    """With steps that change nothing, the limits that hold already, and output to nowhere; leaves no trace of it."""
    places = (1, 2, child.JOB)
    kept = [os.dup(place) for place in places]
    reader, writer = os.pipe()
    silence = os.open("/dev/null", os.O_RDWR)
    main = sys.modules["__main__"]
    try:
        for place, stands in zip(places, (silence, silence, reader), strict=True):
            os.dup2(stands, place)
        for _ in range(ROUNDS):
            for code in PROGRAMS:
                walk(plan, wire.program(code, "", (), "ast", 0, settings["limits"]), writer)
    finally:
        for place, was in zip(places, kept, strict=True):
            os.dup2(was, place)
        for descriptor in (reader, writer, silence, *kept):
            os.close(descriptor)
        sys.modules["__main__"] = main
        linecache.clearcache()


def walk(plan, job, writer):
    os.write(writer, wire.LENGTH.pack(len(job)) + job)
    isolation.take((isolation.Step("getpid"),) * 4)
    echo, seed, asked, threads, texts = wire.read_program(child.receive())
    limits.asked(plan.used, plan.threads_as_counted(threads), *asked)
    limits.lower(limits.held(), threads)
    child.sow(plan, seed)
    runner.run(texts[0], texts[2:], echo)
    sys.stdout.flush()
