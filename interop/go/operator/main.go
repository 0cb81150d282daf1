// An operator written with controller-runtime: a Site becomes a ConfigMap and a Deployment, has a status, and cleans up behind itself.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/klog/v2"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"coracle.dev/interop/tap"
)

const namespace = "interop-operator-go"

func start(ctx context.Context) (client.Client, error) {
	ctrl.SetLogger(klog.Background())
	if err := errors.Join(apiextensionsv1.AddToScheme(scheme.Scheme), register(scheme.Scheme)); err != nil {
		return nil, err
	}
	config, err := ctrl.GetConfig()
	if err != nil {
		return nil, err
	}
	direct, err := client.New(config, client.Options{Scheme: scheme.Scheme})
	if err != nil {
		return nil, err
	}
	if err := define(ctx, direct); err != nil {
		return nil, err
	}
	manager, err := ctrl.NewManager(config, ctrl.Options{Scheme: scheme.Scheme, Metrics: server.Options{BindAddress: "0"},
		LeaderElection: true, LeaderElectionID: "sites", LeaderElectionNamespace: namespace})
	if err != nil {
		return nil, err
	}
	if err := ctrl.NewControllerManagedBy(manager).For(&Site{}).Owns(&appsv1.Deployment{}).Owns(&corev1.ConfigMap{}).
		Complete(&reconciler{manager.GetClient()}); err != nil {
		return nil, err
	}
	go func() {
		if err := manager.Start(ctx); err != nil {
			fmt.Printf("not ok - the manager runs: %v\n", err)
			os.Exit(1)
		}
	}()
	return direct, nil
}

func define(ctx context.Context, c client.Client) error {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		return err
	}
	var definition apiextensionsv1.CustomResourceDefinition
	if err := json.Unmarshal(text, &definition); err != nil {
		return err
	}
	if err := c.Create(ctx, &definition); err != nil {
		return err
	}
	if err := c.Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}); err != nil {
		return err
	}
	return tap.Await(ctx, func(ctx context.Context) (bool, error) {
		err := c.List(ctx, &SiteList{}, client.InNamespace(namespace))
		return err == nil, client.IgnoreNotFound(err)
	})
}

func main() {
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Minute)
	defer stop()
	var c client.Client
	tap.Must("starts a manager that is elected", func() (err error) { c, err = start(ctx); return })
	site := &Site{ObjectMeta: metav1.ObjectMeta{Name: "home", Namespace: namespace}, Spec: SiteSpec{Replicas: 2, Page: "hello"}}
	key := client.ObjectKeyFromObject(site)
	tap.Must("reconciles a new object and its status", func() error {
		if err := c.Create(ctx, site); err != nil {
			return err
		}
		return ready(ctx, c, key, 2)
	})
	tap.Try("follows a change of the object", func() error {
		patch := client.MergeFrom(site.DeepCopy())
		site.Spec.Replicas, site.Spec.Page = 3, "good day"
		if err := c.Patch(ctx, site, patch); err != nil {
			return err
		}
		if err := ready(ctx, c, key, 3); err != nil {
			return err
		}
		var page corev1.ConfigMap
		if err := c.Get(ctx, key, &page); err != nil {
			return err
		}
		if page.Data["index.html"] != "good day" {
			return fmt.Errorf("the page is %v", page.Data)
		}
		return nil
	})
	tap.Try("makes again what somebody deleted", func() error {
		var page corev1.ConfigMap
		if err := c.Get(ctx, key, &page); err != nil {
			return err
		}
		old := page.UID
		if err := c.Delete(ctx, &page); err != nil {
			return err
		}
		return tap.Await(ctx, func(ctx context.Context) (bool, error) {
			err := c.Get(ctx, key, &page)
			return err == nil && page.UID != old, client.IgnoreNotFound(err)
		})
	})
	tap.Try("cleans up before the object goes, and its children go with it", func() error {
		if err := c.Delete(ctx, site); err != nil {
			return err
		}
		return tap.Await(ctx, func(ctx context.Context) (bool, error) {
			var farewell corev1.ConfigMap
			for _, child := range []client.Object{&Site{}, &appsv1.Deployment{}, &corev1.ConfigMap{}} {
				if err := c.Get(ctx, key, child); !apierrors.IsNotFound(err) {
					return false, err
				}
			}
			return true, c.Get(ctx, client.ObjectKey{Namespace: namespace, Name: "farewell-home"}, &farewell)
		})
	})
	tap.Try("removes the definition and the namespace", func() error {
		definition := &apiextensionsv1.CustomResourceDefinition{ObjectMeta: metav1.ObjectMeta{Name: "sites.operator.coracle.dev"}}
		return errors.Join(c.Delete(ctx, definition), c.Delete(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}))
	})
	tap.End()
}

func ready(ctx context.Context, c client.Client, key client.ObjectKey, replicas int32) error {
	return tap.Await(ctx, func(ctx context.Context) (bool, error) {
		var site Site
		err := c.Get(ctx, key, &site)
		return err == nil && site.Status.Ready == replicas && site.Status.ObservedGeneration == site.Generation, err
	})
}
