// Package tap prints what was tried and how it went, a line each, in the form that interop/run counts.
package tap

import (
	"context"
	"fmt"
	"os"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
)

var failed bool

// Try runs one step; a later step may run although an earlier one failed.
func Try(name string, step func() error) bool {
	if err := step(); err != nil {
		failed = true
		fmt.Printf("not ok - %s: %v\n", name, err)
		return false
	}
	fmt.Printf("ok - %s\n", name)
	return true
}

// Must runs a step without which nothing else makes sense.
func Must(name string, step func() error) {
	if !Try(name, step) {
		End()
	}
}

// Await asks until the condition holds, for a minute at most.
func Await(ctx context.Context, condition func(context.Context) (bool, error)) error {
	return wait.PollUntilContextTimeout(ctx, 100*time.Millisecond, time.Minute, true, condition)
}

// End ends the process; its code says whether all went well.
func End() {
	if failed {
		os.Exit(1)
	}
	os.Exit(0)
}
