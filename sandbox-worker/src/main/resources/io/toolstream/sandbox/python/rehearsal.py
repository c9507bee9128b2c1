"""Walks the way of a child in the template, until the interpreter has specialised its code. A child runs it once, and
what code looks up that is not specialised are pages of the template, each of which the kernel copies for the child."""
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
    """With steps that change nothing, the limits that hold already, and output to nowhere."""
    steps = tuple(isolation.Step("getpid") for _ in range(4))
    held = limits.held()
    most = settings["limits"]
    kept = [os.dup(descriptor) for descriptor in (1, 2, child.JOB)]
    reader, writer = os.pipe()
    silence = os.open("/dev/null", os.O_RDWR)
    for descriptor, stands in ((1, silence), (2, silence), (child.JOB, reader)):
        os.dup2(stands, descriptor)
    main = sys.modules["__main__"]
    for _ in range(ROUNDS):
        for code in PROGRAMS:
            job = wire.program(code, "", (), "ast", 0, most)
            os.write(writer, wire.LENGTH.pack(len(job)) + job)
            isolation.take(steps)
            echo, seed, asked, threads, texts = wire.read_program(child.receive())
            limits.asked(plan.used, plan.threads_of_all, *asked)
            limits.lower(held, threads)
            child.sow(plan, seed)
            wire.NOTE.pack(b"o", runner.run(texts[0], texts[2:], echo)[0], 0.0)
            sys.stdout.flush()
    sys.modules["__main__"] = main
    for descriptor, was in zip((1, 2, child.JOB), kept, strict=True):
        os.dup2(was, descriptor)
    for descriptor in (reader, writer, silence, *kept):
        os.close(descriptor)
