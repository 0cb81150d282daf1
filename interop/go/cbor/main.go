// The Go client in CBOR: typed and dynamic, each request and answer looked at on its way.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset/typed/apiextensions/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	corev1apply "k8s.io/client-go/applyconfigurations/core/v1"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"coracle.dev/interop/tap"
)

// spoken counts what went over the wire: "POST application/cbor -> application/cbor".
type spoken struct {
	lock  sync.Mutex
	heard map[string]int
}

type roundTripper func(*http.Request) (*http.Response, error)

func (r roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return r(request) }

func (s *spoken) trip(next http.RoundTripper, request *http.Request) (*http.Response, error) {
	response, err := next.RoundTrip(request)
	if err == nil {
		s.lock.Lock()
		defer s.lock.Unlock()
		s.heard[fmt.Sprintf("%s %s -> %s", request.Method, request.Header.Get("Content-Type"), response.Header.Get("Content-Type"))]++
	}
	return response, err
}

func (s *spoken) has(line string) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.heard[line] == 0 {
		return fmt.Errorf("never %q, but %v", line, s.heard)
	}
	return nil
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	heard := &spoken{heard: map[string]int{}}
	config := &rest.Config{Host: os.Args[1], BearerToken: os.Args[2], QPS: -1, TLSClientConfig: rest.TLSClientConfig{Insecure: true},
		WrapTransport: func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) { return heard.trip(next, r) })
		}}
	cbor := rest.CopyConfig(config) // typed clients of built-in kinds would else speak protobuf
	cbor.ContentType, cbor.AcceptContentTypes = "application/cbor", "application/cbor"
	typed := kubernetes.NewForConfigOrDie(cbor)
	tap.Must("the server is ready", func() error {
		return tap.Await(ctx, func(ctx context.Context) (bool, error) {
			text, err := typed.RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
			return err == nil && string(text) == "ok", nil
		})
	})
	typedObjects(ctx, typed, heard)
	customObjects(ctx, config, heard)
	tap.End()
}

func typedObjects(ctx context.Context, typed kubernetes.Interface, heard *spoken) {
	maps := typed.CoreV1().ConfigMaps("default")
	made := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "one"}, Data: map[string]string{"k": "v"}, BinaryData: map[string][]byte{"b": {0, 255}}}
	var version string
	tap.Try("creates, reads, lists and changes typed objects in CBOR", func() error {
		created, err := maps.Create(ctx, made, metav1.CreateOptions{FieldValidation: "Strict"})
		if err != nil {
			return err
		}
		version = created.ResourceVersion
		created.Data["k"] = "w"
		if _, err := maps.Update(ctx, created, metav1.UpdateOptions{FieldValidation: "Strict"}); err != nil {
			return err
		}
		list, err := maps.List(ctx, metav1.ListOptions{FieldSelector: "metadata.name=one"})
		if err != nil {
			return err
		}
		if len(list.Items) != 1 || list.Items[0].Data["k"] != "w" || string(list.Items[0].BinaryData["b"]) != "\x00\xff" {
			return fmt.Errorf("listed %v", list.Items)
		}
		return errors.Join(heard.has("POST application/cbor -> application/cbor"), heard.has("PUT application/cbor -> application/cbor"),
			heard.has("GET  -> application/cbor"))
	})
	tap.Try("watches as a CBOR sequence", func() error {
		watcher, err := maps.Watch(ctx, metav1.ListOptions{ResourceVersion: version, FieldSelector: "metadata.name=one"})
		if err != nil {
			return err
		}
		defer watcher.Stop()
		event := <-watcher.ResultChan()
		changed, is := event.Object.(*corev1.ConfigMap)
		if event.Type != watch.Modified || !is || changed.Data["k"] != "w" {
			return fmt.Errorf("saw %v", event)
		}
		return heard.has("GET  -> application/cbor-seq")
	})
	tap.Try("applies in CBOR", func() error {
		applied, err := maps.Apply(ctx, corev1apply.ConfigMap("two", "default").WithData(map[string]string{"a": "b"}), metav1.ApplyOptions{FieldManager: "interop"})
		if err != nil {
			return err
		}
		if applied.ManagedFields[0].Operation != metav1.ManagedFieldsOperationApply {
			return fmt.Errorf("made %v", applied)
		}
		return heard.has("PATCH application/apply-patch+cbor -> application/cbor")
	})
	tap.Try("is told in CBOR what is not there, and deletes", func() error {
		if _, err := maps.Get(ctx, "none", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
			return fmt.Errorf("not found is %v", err)
		}
		if err := maps.Delete(ctx, "two", metav1.DeleteOptions{}); err != nil {
			return err
		}
		return heard.has("DELETE application/cbor -> application/cbor")
	})
}

func customObjects(ctx context.Context, config *rest.Config, heard *spoken) {
	tides := schema.GroupVersionResource{Group: "cbor.coracle.dev", Version: "v1", Resource: "tides"}
	tap.Must("defines a custom resource in CBOR", func() error { return define(ctx, config) })
	objects := dynamic.NewForConfigOrDie(config).Resource(tides).Namespace("default")
	tide := func(name string) *unstructured.Unstructured {
		return &unstructured.Unstructured{Object: map[string]any{"apiVersion": "cbor.coracle.dev/v1", "kind": "Tide", "metadata": map[string]any{"name": name},
			"spec": map[string]any{"height": 3.25, "count": int64(-7), "list": []any{nil, true, "x"}}}}
	}
	tap.Try("creates, patches, applies and lists custom objects in CBOR", func() error {
		if _, err := objects.Create(ctx, tide("one"), metav1.CreateOptions{FieldValidation: "Strict"}); err != nil {
			return err
		}
		if _, err := objects.Patch(ctx, "one", types.MergePatchType, []byte(`{"spec":{"count":8}}`), metav1.PatchOptions{}); err != nil {
			return err
		}
		if _, err := objects.Apply(ctx, "two", tide("two"), metav1.ApplyOptions{FieldManager: "interop"}); err != nil {
			return err
		}
		list, err := objects.List(ctx, metav1.ListOptions{})
		if err != nil {
			return err
		}
		if len(list.Items) != 2 {
			return fmt.Errorf("listed %v", list.Items)
		}
		height, _, _ := unstructured.NestedFloat64(list.Items[0].Object, "spec", "height")
		count, _, _ := unstructured.NestedInt64(list.Items[0].Object, "spec", "count")
		values, _, _ := unstructured.NestedSlice(list.Items[1].Object, "spec", "list")
		if height != 3.25 || count != 8 || fmt.Sprint(values) != "[<nil> true x]" {
			return fmt.Errorf("read %v", list.Items)
		}
		return nil
	})
	tap.Try("is told of a schema's refusal in CBOR", func() error {
		wrong := tide("three")
		wrong.Object["spec"].(map[string]any)["height"] = "high"
		_, err := objects.Create(ctx, wrong, metav1.CreateOptions{})
		if !apierrors.IsInvalid(err) || !strings.Contains(err.Error(), "spec.height") {
			return fmt.Errorf("not refused but %v", err)
		}
		return nil
	})
}

func define(ctx context.Context, config *rest.Config) error {
	keep := true
	definitions := apiextensions.NewForConfigOrDie(config).CustomResourceDefinitions()
	_, err := definitions.Create(ctx, &apiextensionsv1.CustomResourceDefinition{ObjectMeta: metav1.ObjectMeta{Name: "tides.cbor.coracle.dev"},
		Spec: apiextensionsv1.CustomResourceDefinitionSpec{Group: "cbor.coracle.dev", Scope: apiextensionsv1.NamespaceScoped,
			Names: apiextensionsv1.CustomResourceDefinitionNames{Plural: "tides", Singular: "tide", Kind: "Tide"},
			Versions: []apiextensionsv1.CustomResourceDefinitionVersion{{Name: "v1", Served: true, Storage: true,
				Schema: &apiextensionsv1.CustomResourceValidation{OpenAPIV3Schema: &apiextensionsv1.JSONSchemaProps{Type: "object",
					Properties: map[string]apiextensionsv1.JSONSchemaProps{"spec": {Type: "object", XPreserveUnknownFields: &keep,
						Properties: map[string]apiextensionsv1.JSONSchemaProps{"height": {Type: "number"}}}}}}}}}}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	return tap.Await(ctx, func(ctx context.Context) (bool, error) {
		now, err := definitions.Get(ctx, "tides.cbor.coracle.dev", metav1.GetOptions{})
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
}
