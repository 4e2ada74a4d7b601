// A whole Kubernetes control plane in one binary, for tests.
//
// The component is chosen by the name the binary is called by (kubectl, kube-apiserver, ...) or, if that name is none
// of them, by the first argument. Each component is the real one, with its own flags. One binary instead of six
// because linking and disk are what a cold build spends most of its time on after compiling, and because the
// components then share their text pages in memory.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	_ "time/tzdata" // CronJobs with a timeZone

	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

// components maps each name to its main function, which reads os.Args and returns the exit code.
var components = map[string]func() int{
	"etcd":                    func() int { etcdmain.Main(os.Args); return 0 },
	"kube-apiserver":          func() int { return cli.Run(apiserver.NewAPIServerCommand()) },
	"kube-controller-manager": func() int { return cli.Run(controllers.NewControllerManagerCommand()) },
	"kube-scheduler":          func() int { return cli.Run(scheduler.NewSchedulerCommand()) },
	"kubectl":                 kubectl,
	"kwok":                    kwok,
}

func main() {
	name := strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe")
	if components[name] == nil && len(os.Args) > 1 {
		name = os.Args[1]
		os.Args = os.Args[1:]
	}
	run := components[name]
	if run == nil {
		known := make([]string, 0, len(components))
		for each := range components {
			known = append(known, each)
		}
		sort.Strings(known)
		fmt.Fprintf(os.Stderr, "Name a component as the first argument: %s.\n", strings.Join(known, ", "))
		os.Exit(2)
	}
	if os.Getenv(lifelineVariable) != "" {
		go endWithParent()
	}
	os.Exit(run())
}
