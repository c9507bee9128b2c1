package io.toolstream.sandbox.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The table for aarch64, on which no test here can run, against the kernel's list for all newer architectures.
class SystemCallsTest {
    private static final Pattern CALL = Pattern.compile("(\\w+)=(\\d+)");

    /// Written out by hand after `include/uapi/asm-generic/unistd.h`, in its order and with its names. What the file
    /// calls `3264_fstatat` is named as on x86-64.
    private static final String GENERIC = """
            getcwd=17 eventfd2=19 epoll_create1=20 epoll_ctl=21 epoll_pwait=22 dup=23 dup3=24 fcntl=25 ioctl=29 flock=32
            mkdirat=34 unlinkat=35 symlinkat=36 linkat=37 renameat=38 mount=40 pivot_root=41 statfs=43 fstatfs=44
            truncate=45 ftruncate=46 fallocate=47 faccessat=48 chdir=49 fchdir=50 fchmod=52 fchmodat=53 openat=56 close=57
            pipe2=59 getdents64=61 lseek=62 read=63 write=64 readv=65 writev=66 pread64=67 pwrite64=68 preadv=69
            pwritev=70 sendfile=71 pselect6=72 ppoll=73 readlinkat=78 newfstatat=79 fstat=80 fsync=82 fdatasync=83
            timerfd_create=85 timerfd_settime=86 timerfd_gettime=87 utimensat=88 capset=91 exit=93 exit_group=94 waitid=95
            set_tid_address=96 unshare=97 futex=98 set_robust_list=99 get_robust_list=100 nanosleep=101 getitimer=102
            setitimer=103 clock_gettime=113 clock_getres=114 clock_nanosleep=115 sched_getscheduler=120 sched_getparam=121
            sched_getaffinity=123 sched_yield=124 sched_get_priority_max=125 sched_get_priority_min=126
            restart_syscall=128 kill=129 tgkill=131 sigaltstack=132 rt_sigsuspend=133 rt_sigaction=134 rt_sigprocmask=135
            rt_sigpending=136 rt_sigtimedwait=137 rt_sigreturn=139 getpriority=141 getresuid=148 getresgid=150 times=153
            getpgid=155 getsid=156 getgroups=158 uname=160 getrlimit=163 setrlimit=164 getrusage=165 umask=166 prctl=167
            getcpu=168 gettimeofday=169 getpid=172 getppid=173 getuid=174 geteuid=175 getgid=176 getegid=177 gettid=178
            sysinfo=179 socketpair=199 getsockname=204 getpeername=205 sendto=206 recvfrom=207 setsockopt=208
            getsockopt=209 shutdown=210 sendmsg=211 recvmsg=212 brk=214 munmap=215 mremap=216 clone=220 mmap=222
            fadvise64=223 mprotect=226 mincore=232 madvise=233 wait4=260 prlimit64=261 setns=268 renameat2=276
            seccomp=277 getrandom=278 membarrier=283 copy_file_range=285 statx=291 rseq=293 pidfd_open=434 clone3=435
            close_range=436 faccessat2=439 epoll_pwait2=441 landlock_restrict_self=446
            """;

    @Test
    void everyCallOfAarch64HasTheNumberThatTheKernelGivesIt() throws IOException {
        Map<String, Integer> ours = new TreeMap<>(table("AARCH64_ALLOWED"));
        ours.putAll(table("AARCH64_GUARDED"));

        assertThat(ours).hasSizeGreaterThan(100).containsExactlyInAnyOrderEntriesOf(calls(GENERIC));
    }

    @Test
    void bothArchitecturesGuardTheSameCalls() throws IOException {
        assertThat(table("AARCH64_GUARDED").keySet())
                .containsExactlyInAnyOrderElementsOf(table("X86_64_GUARDED").keySet());
    }

    /// What x86-64 has beside it are older spellings of calls that aarch64 lists too.
    @Test
    void aarch64AllowsNothingThatOnlyItAllows() throws IOException {
        assertThat(table("X86_64_ALLOWED").keySet())
                .containsAll(table("AARCH64_ALLOWED").keySet());
        assertThat(table("AARCH64_ALLOWED").keySet())
                .doesNotContainAnyElementsOf(table("AARCH64_GUARDED").keySet());
    }

    private static Map<String, Integer> table(String name) throws IOException {
        try (InputStream in = SystemCallsTest.class.getResourceAsStream("/io/toolstream/sandbox/python/syscalls.py")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
            int from = text.indexOf(name + " = dict(");
            return calls(text.substring(from, text.indexOf("\n)", from)));
        }
    }

    private static Map<String, Integer> calls(String text) {
        Map<String, Integer> calls = new TreeMap<>();
        Matcher matcher = CALL.matcher(text);
        while (matcher.find()) {
            calls.merge(matcher.group(1), Integer.valueOf(matcher.group(2)), (_, _) -> {
                throw new IllegalStateException(matcher.group(1) + " is listed twice");
            });
        }
        return calls;
    }
}
