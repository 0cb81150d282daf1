package main

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/tools/cache"
	toolswatch "k8s.io/client-go/tools/watch"

	"coracle.dev/interop/tap"
)

func watching(ctx context.Context, c clients) {
	tap.Try("watches over protobuf from a list's version on", func() error { return following(ctx, c) })
	tap.Try("hears of bookmarks and of the end of the initial events", func() error { return streaming(ctx, c) })
	tap.Try("informers over protobuf see objects come, change and go", func() error { return informing(ctx, c) })
	tap.Try("lists and watches metadata alone", func() error { return metadataOnly(ctx, c) })
}

// change makes, changes and deletes a ConfigMap.
func change(ctx context.Context, c clients, name string) error {
	maps := c.typed.CoreV1().ConfigMaps(namespace)
	made, err := maps.Create(ctx, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	made.Data = map[string]string{"a": "b"}
	if _, err := maps.Update(ctx, made, metav1.UpdateOptions{}); err != nil {
		return err
	}
	return maps.Delete(ctx, name, metav1.DeleteOptions{})
}

func following(ctx context.Context, c clients) error {
	maps := c.typed.CoreV1().ConfigMaps(namespace)
	list, err := maps.List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	if err := change(ctx, c, "watched"); err != nil {
		return err
	}
	// The watch begins after the changes, and is told all of them.
	watcher, err := toolswatch.NewRetryWatcherWithContext(ctx, list.ResourceVersion, &cache.ListWatch{
		WatchFuncWithContext: func(ctx context.Context, options metav1.ListOptions) (watch.Interface, error) {
			options.FieldSelector = "metadata.name=watched"
			return maps.Watch(ctx, options)
		}})
	if err != nil {
		return err
	}
	defer watcher.Stop()
	for _, want := range []watch.EventType{watch.Added, watch.Modified, watch.Deleted} {
		select {
		case event := <-watcher.ResultChan():
			if event.Type != want || event.Object.(*corev1.ConfigMap).Name != "watched" {
				return fmt.Errorf("the event is %v, not %s", event, want)
			}
		case <-time.After(30 * time.Second):
			return fmt.Errorf("no event %s", want)
		}
	}
	return nil
}

func streaming(ctx context.Context, c clients) error {
	yes := true
	watcher, err := c.typed.CoreV1().ConfigMaps(namespace).Watch(ctx, metav1.ListOptions{SendInitialEvents: &yes,
		ResourceVersionMatch: metav1.ResourceVersionMatchNotOlderThan, AllowWatchBookmarks: true})
	if err != nil {
		return err
	}
	defer watcher.Stop()
	for event := range watcher.ResultChan() {
		if event.Type == watch.Bookmark && event.Object.(*corev1.ConfigMap).Annotations[metav1.InitialEventsAnnotationKey] == "true" {
			return nil
		}
		if event.Type != watch.Added {
			return fmt.Errorf("an initial event is %v", event)
		}
	}
	return fmt.Errorf("the watch ended without a bookmark")
}

func informing(ctx context.Context, c clients) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	factory := informers.NewSharedInformerFactoryWithOptions(c.typed, 0, informers.WithNamespace(namespace))
	events := make(chan string, 100)
	factory.Core().V1().ConfigMaps().Informer().AddEventHandler(cache.FilteringResourceEventHandler{
		FilterFunc: func(object any) bool { m, ok := object.(*corev1.ConfigMap); return ok && m.Name == "informed" },
		Handler: cache.ResourceEventHandlerFuncs{
			AddFunc: func(any) { events <- "added" }, UpdateFunc: func(any, any) { events <- "updated" }, DeleteFunc: func(any) { events <- "deleted" }},
	})
	factory.StartWithContext(ctx)
	if err := factory.WaitForCacheSyncWithContext(ctx).AsError(); err != nil {
		return err
	}
	if err := change(ctx, c, "informed"); err != nil {
		return err
	}
	for _, want := range []string{"added", "updated", "deleted"} {
		select {
		case got := <-events:
			if got != want {
				return fmt.Errorf("the informer said %s, not %s", got, want)
			}
		case <-time.After(30 * time.Second):
			return fmt.Errorf("the informer did not say %s", want)
		}
	}
	return nil
}

func metadataOnly(ctx context.Context, c clients) error {
	config := metadata.ConfigFor(c.config)
	client, err := metadata.NewForConfig(config)
	if err != nil {
		return err
	}
	maps := client.Resource(corev1.SchemeGroupVersion.WithResource("configmaps")).Namespace(namespace)
	list, err := maps.List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	if len(list.Items) == 0 {
		return fmt.Errorf("no metadata of any ConfigMap")
	}
	watcher, err := maps.Watch(ctx, metav1.ListOptions{ResourceVersion: list.ResourceVersion})
	if err != nil {
		return err
	}
	defer watcher.Stop()
	if err := change(ctx, c, "described"); err != nil {
		return err
	}
	event := <-watcher.ResultChan()
	object, ok := event.Object.(*metav1.PartialObjectMetadata)
	if !ok {
		return fmt.Errorf("the event has %T", event.Object)
	}
	return expect("name", object.Name, "described")
}
