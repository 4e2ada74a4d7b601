package main

import (
	"io"
	"os"
	"time"
)

// lifelineVariable, when set, ties the process to the pipe it has as its standard input: when the other end closes,
// which the operating system does however the parent ends, the process ends too.
const lifelineVariable = "DRYDOCK_CLUSTER_LIFELINE"

// removeVariable names a folder that is removed when the lifeline breaks, since the parent can no longer do it.
const removeVariable = "DRYDOCK_CLUSTER_REMOVE"

func endWithParent() {
	_, _ = io.Copy(io.Discard, os.Stdin)
	if folder := os.Getenv(removeVariable); folder != "" {
		// Other components may be writing their last file while they end: a few attempts.
		for attempt := 0; attempt < 20 && os.RemoveAll(folder) != nil; attempt++ {
			time.Sleep(50 * time.Millisecond)
		}
	}
	os.Exit(0)
}
