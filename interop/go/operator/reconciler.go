package main

import (
	"context"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
)

const finalizer = "operator.coracle.dev/farewell"

type reconciler struct{ client.Client }

func (r *reconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	var site Site
	if err := r.Get(ctx, request.NamespacedName, &site); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if !site.DeletionTimestamp.IsZero() {
		return ctrl.Result{}, r.leave(ctx, &site)
	}
	if controllerutil.AddFinalizer(&site, finalizer) {
		return ctrl.Result{}, r.Update(ctx, &site)
	}
	if err := r.page(ctx, &site); err != nil {
		return ctrl.Result{}, err
	}
	ready, err := r.pods(ctx, &site)
	if err != nil {
		return ctrl.Result{}, err
	}
	before := site.DeepCopy()
	site.Status = SiteStatus{Ready: ready, ObservedGeneration: site.Generation}
	return ctrl.Result{}, r.Status().Patch(ctx, &site, client.MergeFrom(before))
}

func (r *reconciler) page(ctx context.Context, site *Site) error {
	page := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: site.Name, Namespace: site.Namespace}}
	_, err := controllerutil.CreateOrUpdate(ctx, r.Client, page, func() error {
		page.Data = map[string]string{"index.html": site.Spec.Page}
		return controllerutil.SetControllerReference(site, page, r.Scheme())
	})
	return err
}

func (r *reconciler) pods(ctx context.Context, site *Site) (int32, error) {
	pods := &appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Name: site.Name, Namespace: site.Namespace}}
	_, err := controllerutil.CreateOrUpdate(ctx, r.Client, pods, func() error {
		labels := map[string]string{"site": site.Name}
		pods.Spec.Replicas = &site.Spec.Replicas
		pods.Spec.Selector = &metav1.LabelSelector{MatchLabels: labels}
		pods.Spec.Template.Labels = labels
		if len(pods.Spec.Template.Spec.Containers) == 0 {
			pods.Spec.Template.Spec.Containers = []corev1.Container{{Name: "web", Image: "nginx"}}
		}
		return controllerutil.SetControllerReference(site, pods, r.Scheme())
	})
	return pods.Status.ReadyReplicas, err
}

func (r *reconciler) leave(ctx context.Context, site *Site) error {
	farewell := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "farewell-" + site.Name, Namespace: site.Namespace}}
	if err := client.IgnoreAlreadyExists(r.Create(ctx, farewell)); err != nil {
		return err
	}
	controllerutil.RemoveFinalizer(site, finalizer)
	return client.IgnoreNotFound(r.Update(ctx, site))
}
