// Starts the API server and etcd of a folder of launchers as controller-runtime's envtest does, uses them as an operator would, and stops
// them while watches are open.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	corev1 "k8s.io/api/core/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
)

var boats = schema.GroupVersionKind{Group: "interop.coracle.dev", Version: "v1", Kind: "Boat"}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: envtest FOLDER-OF-LAUNCHERS")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "envtest:", err)
		os.Exit(1)
	}
	fmt.Println("envtest: start, use and stop passed")
}

func run(launchers string) error {
	// One by the environment, the other by the field: both ways that envtest has of finding binaries.
	if err := os.Setenv("TEST_ASSET_ETCD", filepath.Join(launchers, "etcd")); err != nil {
		return err
	}
	env := &envtest.Environment{
		BinaryAssetsDirectory:    launchers,
		CRDs:                     []*apiextensionsv1.CustomResourceDefinition{definition()},
		ControlPlaneStartTimeout: time.Minute,
		ControlPlaneStopTimeout:  20 * time.Second,
	}
	config, err := env.Start()
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	used := use(env, config)
	begun := time.Now()
	if err := env.Stop(); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	fmt.Printf("envtest: stopped after %v with watches open\n", time.Since(begun).Round(time.Millisecond))
	return used
}

func definition() *apiextensionsv1.CustomResourceDefinition {
	preserve := true
	return &apiextensionsv1.CustomResourceDefinition{
		ObjectMeta: metav1.ObjectMeta{Name: "boats." + boats.Group},
		Spec: apiextensionsv1.CustomResourceDefinitionSpec{
			Group: boats.Group,
			Scope: apiextensionsv1.NamespaceScoped,
			Names: apiextensionsv1.CustomResourceDefinitionNames{Plural: "boats", Singular: "boat", Kind: boats.Kind,
				ListKind: "BoatList"},
			Versions: []apiextensionsv1.CustomResourceDefinitionVersion{{
				Name: boats.Version, Served: true, Storage: true,
				Schema: &apiextensionsv1.CustomResourceValidation{OpenAPIV3Schema: &apiextensionsv1.JSONSchemaProps{
					Type: "object",
					Properties: map[string]apiextensionsv1.JSONSchemaProps{
						"spec": {Type: "object", XPreserveUnknownFields: &preserve}},
				}},
			}},
		},
	}
}

func use(env *envtest.Environment, config *rest.Config) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if config.Host == "" {
		return fmt.Errorf("no host in the configuration")
	}
	user, err := env.AddUser(envtest.User{Name: "jane", Groups: []string{"system:masters"}}, nil)
	if err != nil {
		return fmt.Errorf("add a user: %w", err)
	}
	// Its connection is left open on purpose: a stop must not wait for it.
	c, err := client.NewWithWatch(user.Config(), client.Options{Scheme: scheme.Scheme})
	if err != nil {
		return fmt.Errorf("client: %w", err)
	}
	list := &unstructured.UnstructuredList{}
	list.SetGroupVersionKind(boats.GroupVersion().WithKind("BoatList"))
	events, err := c.Watch(context.Background(), list, client.InNamespace("default"))
	if err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	boat := &unstructured.Unstructured{Object: map[string]any{"spec": map[string]any{"oars": int64(1)}}}
	boat.SetGroupVersionKind(boats)
	boat.SetNamespace("default")
	boat.SetName("coracle")
	if err := c.Create(ctx, boat); err != nil {
		return fmt.Errorf("create: %w", err)
	}
	if err := expect(ctx, events, watch.Added); err != nil {
		return err
	}
	patched := boat.DeepCopy()
	if err := unstructured.SetNestedField(patched.Object, int64(2), "spec", "oars"); err != nil {
		return err
	}
	if err := c.Patch(ctx, patched, client.MergeFrom(boat)); err != nil {
		return fmt.Errorf("patch: %w", err)
	}
	if err := expect(ctx, events, watch.Modified); err != nil {
		return err
	}
	return typed(ctx, c)
}

func expect(ctx context.Context, events watch.Interface, wanted watch.EventType) error {
	select {
	case event := <-events.ResultChan():
		if event.Type != wanted {
			return fmt.Errorf("watch: %v came where %v was expected", event.Type, wanted)
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("watch: no %v came", wanted)
	}
}

// typed speaks protobuf, as clients of built-in kinds do.
func typed(ctx context.Context, c client.WithWatch) error {
	m := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: "m"},
		Data: map[string]string{"a": "b"}}
	if err := c.Create(ctx, m); err != nil {
		return fmt.Errorf("create a ConfigMap: %w", err)
	}
	if _, err := c.Watch(context.Background(), &corev1.ConfigMapList{}); err != nil {
		return fmt.Errorf("watch ConfigMaps: %w", err)
	}
	var all corev1.NamespaceList
	if err := c.List(ctx, &all); err != nil {
		return fmt.Errorf("list namespaces: %w", err)
	}
	for _, namespace := range all.Items {
		if namespace.Name == "default" {
			return c.Delete(ctx, m)
		}
	}
	return fmt.Errorf("there is no namespace default")
}
