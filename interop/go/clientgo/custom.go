package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"

	"coracle.dev/interop/tap"
)

var widgets = schema.GroupVersionResource{Group: "interop.coracle.dev", Version: "v1", Resource: "widgets"}

func widget(name string, size int64) *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]any{"apiVersion": "interop.coracle.dev/v1", "kind": "Widget",
		"metadata": map[string]any{"name": name}, "spec": map[string]any{"size": size}}}
}

func custom(ctx context.Context, c clients) {
	tap.Must("defines a custom resource over protobuf", func() error {
		text, err := os.ReadFile(os.Args[1])
		if err != nil {
			return err
		}
		var definition apiextensionsv1.CustomResourceDefinition
		if err := json.Unmarshal(text, &definition); err != nil {
			return err
		}
		if _, err := c.extension.CustomResourceDefinitions().Create(ctx, &definition, metav1.CreateOptions{}); err != nil {
			return err
		}
		return tap.Await(ctx, func(ctx context.Context) (bool, error) {
			now, err := c.extension.CustomResourceDefinitions().Get(ctx, definition.Name, metav1.GetOptions{})
			if err != nil {
				return false, err
			}
			for _, condition := range now.Status.Conditions {
				if condition.Type == apiextensionsv1.Established && condition.Status == apiextensionsv1.ConditionTrue {
					return true, nil
				}
			}
			return false, nil
		})
	})
	objects := c.dynamic.Resource(widgets).Namespace(namespace)
	tap.Try("creates, changes, applies and patches custom objects", func() error { return changing(ctx, c) })
	tap.Try("is refused what the schema forbids", func() error {
		_, err := objects.Create(ctx, widget("huge", 1000), metav1.CreateOptions{})
		if !apierrors.IsInvalid(err) || !strings.Contains(err.Error(), "spec.size") {
			return fmt.Errorf("not refused but %v", err)
		}
		strange := widget("strange", 1)
		strange.Object["spec"].(map[string]any)["wheels"] = int64(4)
		if _, err := objects.Create(ctx, strange, metav1.CreateOptions{FieldValidation: "Strict"}); !apierrors.IsBadRequest(err) {
			return fmt.Errorf("an unknown field was not refused but %v", err)
		}
		return nil
	})
	tap.Try("is refused custom objects in protobuf", func() error { return refusedProtobuf(ctx, c) })
	tap.Try("dynamic informers see custom objects", func() error {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		factory := dynamicinformer.NewFilteredDynamicSharedInformerFactory(c.dynamic, 0, namespace, nil)
		seen := make(chan string, 100)
		factory.ForResource(widgets).Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
			AddFunc: func(object any) { seen <- object.(*unstructured.Unstructured).GetName() }})
		factory.Start(ctx.Done())
		factory.WaitForCacheSync(ctx.Done())
		if _, err := objects.Create(ctx, widget("late", 1), metav1.CreateOptions{}); err != nil {
			return err
		}
		for {
			select {
			case name := <-seen:
				if name == "late" {
					return nil
				}
			case <-time.After(30 * time.Second):
				return fmt.Errorf("the informer never saw it")
			}
		}
	})
}

func changing(ctx context.Context, c clients) error {
	objects := c.dynamic.Resource(widgets).Namespace(namespace)
	made, err := objects.Create(ctx, widget("one", 1), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	colour, _, _ := unstructured.NestedString(made.Object, "spec", "colour")
	made.Object["status"] = map[string]any{"phase": "Good"}
	stated, err := objects.UpdateStatus(ctx, made, metav1.UpdateOptions{})
	if err != nil {
		return err
	}
	phase, _, _ := unstructured.NestedString(stated.Object, "status", "phase")
	merged, err := objects.Patch(ctx, "one", types.MergePatchType, []byte(`{"spec":{"size":2}}`), metav1.PatchOptions{})
	if err != nil {
		return err
	}
	if _, err := objects.Patch(ctx, "one", types.JSONPatchType, []byte(`[{"op":"replace","path":"/spec/size","value":3}]`), metav1.PatchOptions{}); err != nil {
		return err
	}
	_, strategic := objects.Patch(ctx, "one", types.StrategicMergePatchType, []byte(`{}`), metav1.PatchOptions{})
	applied, err := objects.Apply(ctx, "two", widget("two", 5), metav1.ApplyOptions{FieldManager: "interop"})
	if err != nil {
		return err
	}
	_, stolen := objects.Apply(ctx, "two", widget("two", 6), metav1.ApplyOptions{FieldManager: "thief"})
	scale, err := objects.Get(ctx, "two", metav1.GetOptions{}, "scale")
	if err != nil {
		return err
	}
	replicas, _, _ := unstructured.NestedInt64(scale.Object, "spec", "replicas")
	return errors.Join(expect("the default", colour, "blue"), expect("phase", phase, "Good"), expect("generation", merged.GetGeneration(), 2),
		expect("a strategic merge patch refused", apierrors.IsUnsupportedMediaType(strategic), true), expect("kind", applied.GetKind(), "Widget"),
		expect("a conflict", apierrors.IsConflict(stolen), true), expect("replicas of the scale", replicas, 5))
}

// Custom objects have no field numbers: the server cannot read nor write them in protobuf.
func refusedProtobuf(ctx context.Context, c clients) error {
	client, err := rest.UnversionedRESTClientFor(withSerializer(c.config))
	if err != nil {
		return err
	}
	path := "/apis/interop.coracle.dev/v1/namespaces/" + namespace + "/widgets"
	var code int
	client.Get().AbsPath(path).SetHeader("Accept", "application/vnd.kubernetes.protobuf").Do(ctx).StatusCode(&code)
	read := expect("the answer to a list", code, 406)
	client.Post().AbsPath(path).SetHeader("Content-Type", "application/vnd.kubernetes.protobuf").SetHeader("Accept", "application/json").
		Body([]byte("k8s\x00")).Do(ctx).StatusCode(&code)
	return errors.Join(read, expect("the answer to a create", code, 415))
}

func discovering(ctx context.Context, c clients) {
	tap.Try("discovery finds built-in and custom kinds", func() error {
		mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(c.typed.Discovery()))
		mapping, err := mapper.RESTMapping(schema.GroupKind{Group: "interop.coracle.dev", Kind: "Widget"})
		if err != nil {
			return err
		}
		_, resources, err := c.typed.Discovery().ServerGroupsAndResources()
		if err != nil {
			return err
		}
		if len(resources) < 20 {
			return fmt.Errorf("only %d groups and versions", len(resources))
		}
		// There is no version in protobuf, as there is none in the original: it answers 406 to those who take nothing else.
		if _, err := c.typed.Discovery().ServerVersion(); !apierrors.IsNotAcceptable(err) {
			return fmt.Errorf("asked for the version in protobuf: %v", err)
		}
		version, err := c.json.Discovery().ServerVersion()
		if err != nil {
			return err
		}
		return errors.Join(expect("the resource", mapping.Resource, widgets), expect("minor version", version.Minor, "36"))
	})
	tap.Try("reads the OpenAPI documents over protobuf and JSON", func() error {
		document, err := c.typed.Discovery().OpenAPISchema()
		if err != nil {
			return err
		}
		paths, err := c.typed.Discovery().OpenAPIV3().Paths()
		if err != nil {
			return err
		}
		text, err := paths["apis/interop.coracle.dev/v1"].Schema("application/json")
		if err != nil {
			return err
		}
		return errors.Join(expect("definitions", len(document.Definitions.AdditionalProperties) > 500, true),
			expect("the custom kind in it", strings.Contains(string(text), "Widget"), true))
	})
}

func leading(ctx context.Context, c clients) {
	tap.Try("elects a leader, and another one when it leaves", func() error {
		led := make(chan string, 10)
		elect := func(ctx context.Context, identity string) {
			leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
				Lock: &resourcelock.LeaseLock{LeaseMeta: metav1.ObjectMeta{Name: "leader", Namespace: namespace}, Client: c.typed.CoordinationV1(),
					LockConfig: resourcelock.ResourceLockConfig{Identity: identity}},
				ReleaseOnCancel: true, LeaseDuration: 15 * time.Second, RenewDeadline: 10 * time.Second, RetryPeriod: time.Second,
				Callbacks: leaderelection.LeaderCallbacks{
					OnStartedLeading: func(context.Context) { led <- identity }, OnStoppedLeading: func() {}},
			})
		}
		first, leave := context.WithCancel(ctx)
		defer leave()
		go elect(first, "first")
		if got := <-led; got != "first" {
			return fmt.Errorf("%s leads", got)
		}
		second, stop := context.WithCancel(ctx)
		defer stop()
		go elect(second, "second")
		leave()
		select {
		case got := <-led:
			return expect("the next leader", got, "second")
		case <-time.After(40 * time.Second):
			return fmt.Errorf("nobody leads after the first left")
		}
	})
}

func leaving(ctx context.Context, c clients) {
	tap.Try("removes the definition and its objects", func() error {
		if err := c.extension.CustomResourceDefinitions().Delete(ctx, "widgets.interop.coracle.dev", metav1.DeleteOptions{}); err != nil {
			return err
		}
		return tap.Await(ctx, func(ctx context.Context) (bool, error) {
			_, err := c.extension.CustomResourceDefinitions().Get(ctx, "widgets.interop.coracle.dev", metav1.GetOptions{})
			return apierrors.IsNotFound(err), nil
		})
	})
	tap.Try("removes the namespace and all in it", func() error {
		if err := c.typed.CoreV1().Namespaces().Delete(ctx, namespace, metav1.DeleteOptions{}); err != nil {
			return err
		}
		return tap.Await(ctx, func(ctx context.Context) (bool, error) {
			_, err := c.typed.CoreV1().Namespaces().Get(ctx, namespace, metav1.GetOptions{})
			return apierrors.IsNotFound(err), nil
		})
	})
}

func withSerializer(config *rest.Config) *rest.Config {
	plain := rest.CopyConfig(config)
	plain.NegotiatedSerializer = scheme.Codecs.WithoutConversion()
	plain.GroupVersion = &corev1.SchemeGroupVersion
	return plain
}
