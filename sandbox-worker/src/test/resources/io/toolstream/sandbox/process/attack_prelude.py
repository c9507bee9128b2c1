import ctypes, errno, os, resource, signal, sys
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
arm = os.uname().machine == "aarch64"
EXISTING, MINIMAL_ROOT = @EXISTING@, @MINIMAL_ROOT@
BARRIERS = {errno.EPERM, errno.EACCES, errno.EROFS}

def there(*paths):
    """Those that exist outside of the sandbox: an attempt on any other would fail without a barrier."""
    return [path for path in paths if path in EXISTING]

def attempt(what, action, *stops, codes=BARRIERS, hides=None):
    """Says TRIED if a barrier stopped the action, ESCAPED if it went through, BROKEN if it never got to a barrier.

    A minimal root may be the barrier, for a path that `hides` names and that exists outside of it."""
    if hides in EXISTING and MINIMAL_ROOT:
        codes = codes | {errno.ENOENT}
    try:
        got = action()
    except OSError as error:
        print("TRIED" if error.errno in codes else "BROKEN", what, error)
    except stops as error:
        print("TRIED", what, type(error).__name__, error)
    except BaseException as error:
        print("BROKEN", what, type(error).__name__, error)
    else:
        print("ESCAPED", what, repr(got)[:200])

def attempt_call(what, x86, aarch64, *arguments, codes={errno.EPERM, errno.EACCES}):
    def call():
        if libc.syscall(aarch64 if arm else x86, *arguments) < 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
    attempt(what, call, codes=codes)

def expect(what, holds):
    print("TRIED" if holds else "ESCAPED", what)

def everything():
    """All objects that can be reached, those that the collector has put aside and the sandbox's own modules too."""
    import gc
    seen, level, frame = set(), [sys.modules, *gc.get_objects()], sys._getframe()
    while frame is not None:
        level.append(frame.f_globals)
        frame = frame.f_back
    while level:
        level = [value for value in level if not (id(value) in seen or seen.add(id(value)))]
        yield from level
        level = gc.get_referents(*level)

def memory():
    """Pages of this process: those around objects, and the stack with the arguments and the environment that the kernel
    once put there. Read through a pipe, which takes none that cannot be read."""
    reader, writer = os.pipe()
    first = ctypes.c_void_p.in_dll(libc, "program_invocation_name").value
    seen = set()
    for start in {id(value) & -4096 for value in everything()} | {first & -4096}:
        for address, step in ((start, 4096), (start - 4096, -4096)):
            while address > 0 and address not in seen:
                seen.add(address)
                if libc.write(writer, ctypes.c_void_p(address), ctypes.c_size_t(4096)) != 4096:
                    break
                yield os.read(reader, 4096)
                address += step

def whole(text, secret_without_last, last):
    """Whether it holds all of a secret, of which the looker's own copies lack the last character."""
    at = text.find(secret_without_last)
    return at >= 0 and text[at + len(secret_without_last):at + len(secret_without_last) + 1] == last
