// The Go client, as operators use it: typed over protobuf, dynamic, informers, leader election.
package main

import (
	"context"
	"os"

	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset/typed/apiextensions/v1"

	"coracle.dev/interop/tap"
)

const namespace = "interop-clientgo"

type clients struct {
	config    *rest.Config
	typed     kubernetes.Interface
	json      kubernetes.Interface
	dynamic   dynamic.Interface
	extension apiextensions.ApiextensionsV1Interface
}

func connect() (clients, error) {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		return clients{}, err
	}
	config.QPS = -1
	protobuf := rest.CopyConfig(config)
	protobuf.ContentType = "application/vnd.kubernetes.protobuf"
	protobuf.AcceptContentTypes = "application/vnd.kubernetes.protobuf"
	return clients{
		config:    config,
		typed:     kubernetes.NewForConfigOrDie(protobuf),
		json:      kubernetes.NewForConfigOrDie(config),
		dynamic:   dynamic.NewForConfigOrDie(config),
		extension: apiextensions.NewForConfigOrDie(protobuf),
	}, nil
}

func main() {
	ctx := context.Background()
	var c clients
	tap.Must("reads the kubeconfig", func() (err error) { c, err = connect(); return })
	builtIn(ctx, c)
	watching(ctx, c)
	custom(ctx, c)
	discovering(ctx, c)
	leading(ctx, c)
	leaving(ctx, c)
	tap.End()
}
