package main

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"syscall"
	"time"
	"unsafe"
)

// cpuTime is what another process has used of CPUs so far, to the nanosecond;
// /proc counts in hundredths of a second. The clock's number is made as
// clock_getcpuclockid makes it.
func cpuTime(process int) (time.Duration, error) {
	const sched = 2
	var t syscall.Timespec
	clock := ^process<<3 | sched
	if _, _, no := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, uintptr(clock), uintptr(unsafe.Pointer(&t)), 0); no != 0 {
		return 0, fmt.Errorf("CPU time of process %d: %w", process, no)
	}
	return time.Duration(t.Nano()), nil
}

var highWater = regexp.MustCompile(`(?m)^VmHWM:\s+(\d+) kB$`)

// peak is the most memory that a process has had so far, in bytes.
func peak(process int) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
	if err != nil {
		return 0, err
	}
	found := highWater.FindSubmatch(status)
	if found == nil {
		return 0, fmt.Errorf("process %d: no VmHWM in its status", process)
	}
	kilobytes, err := strconv.ParseInt(string(found[1]), 10, 64)
	return kilobytes << 10, err
}
