package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	appsapply "k8s.io/client-go/applyconfigurations/apps/v1"
	coreapply "k8s.io/client-go/applyconfigurations/core/v1"
	metaapply "k8s.io/client-go/applyconfigurations/meta/v1"
	"k8s.io/client-go/util/retry"

	"coracle.dev/interop/tap"
)

func deployment(name string, replicas int32) *appsv1.Deployment {
	labels := map[string]string{"app": name}
	return &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: appsv1.DeploymentSpec{
			Replicas: &replicas,
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "c", Image: "nginx", Env: []corev1.EnvVar{{Name: "A", Value: "1"}}}}},
			},
		},
	}
}

func expect(what string, got, want any) error {
	if fmt.Sprint(got) != fmt.Sprint(want) {
		return fmt.Errorf("%s is %v, not %v", what, got, want)
	}
	return nil
}

func builtIn(ctx context.Context, c clients) {
	tap.Must("creates a namespace over protobuf", func() error {
		_, err := c.typed.CoreV1().Namespaces().Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}, metav1.CreateOptions{})
		return err
	})
	deployments := c.typed.AppsV1().Deployments(namespace)
	tap.Must("creates a deployment over protobuf", func() error {
		made, err := deployments.Create(ctx, deployment("web", 2), metav1.CreateOptions{FieldValidation: "Strict"})
		if err != nil {
			return err
		}
		return errors.Join(expect("generation", made.Generation, 1), expect("strategy", made.Spec.Strategy.Type, "RollingUpdate"))
	})
	tap.Try("sees the deployment become ready", func() error {
		return tap.Await(ctx, func(ctx context.Context) (bool, error) {
			d, err := deployments.Get(ctx, "web", metav1.GetOptions{})
			return err == nil && d.Status.ReadyReplicas == 2, err
		})
	})
	tap.Try("reads the same in protobuf and in JSON", func() error {
		proto, err := deployments.Get(ctx, "web", metav1.GetOptions{})
		if err != nil {
			return err
		}
		plain, err := c.json.AppsV1().Deployments(namespace).Get(ctx, "web", metav1.GetOptions{ResourceVersion: proto.ResourceVersion})
		if err != nil {
			return err
		}
		return expect("the difference", cmp.Diff(proto, plain), "")
	})
	patching(ctx, c)
	tap.Try("applies a deployment and shares it with another manager", func() error { return applying(ctx, c) })
	tap.Try("gets a conflict from an update with an old version, and retries", func() error { return conflicting(ctx, c) })
	tap.Try("reads and writes the scale", func() error {
		return retry.RetryOnConflict(retry.DefaultBackoff, func() error {
			scale, err := deployments.GetScale(ctx, "web", metav1.GetOptions{})
			if err != nil {
				return err
			}
			scale.Spec.Replicas = 3
			scaled, err := deployments.UpdateScale(ctx, "web", scale, metav1.UpdateOptions{})
			if err != nil {
				return err
			}
			return expect("replicas", scaled.Spec.Replicas, 3)
		})
	})
	tap.Try("updates a status over protobuf", func() error {
		pods, err := c.typed.CoreV1().Pods(namespace).List(ctx, metav1.ListOptions{LabelSelector: "app=web", FieldSelector: "status.phase=Running"})
		if err != nil || len(pods.Items) == 0 {
			return fmt.Errorf("%d pods: %w", len(pods.Items), err)
		}
		return retry.RetryOnConflict(retry.DefaultBackoff, func() error {
			pod, err := c.typed.CoreV1().Pods(namespace).Get(ctx, pods.Items[0].Name, metav1.GetOptions{})
			if err != nil {
				return err
			}
			pod.Status.Message = "seen"
			updated, err := c.typed.CoreV1().Pods(namespace).UpdateStatus(ctx, pod, metav1.UpdateOptions{})
			if err != nil {
				return err
			}
			return expect("message", updated.Status.Message, "seen")
		})
	})
	tap.Try("evicts a pod over protobuf", func() error {
		pods, err := c.typed.CoreV1().Pods(namespace).List(ctx, metav1.ListOptions{LabelSelector: "app=web"})
		if err != nil {
			return err
		}
		return c.typed.CoreV1().Pods(namespace).EvictV1(ctx, &policyv1.Eviction{ObjectMeta: metav1.ObjectMeta{Name: pods.Items[0].Name, Namespace: namespace}})
	})
	tap.Try("reads the log of a pod", func() error { return logs(ctx, c) })
	tap.Try("pages through a list", func() error { return paging(ctx, c) })
	tap.Try("gets Status errors over protobuf", func() error { return refusals(ctx, c) })
	tap.Try("deletes with foreground, background and orphan propagation", func() error { return deleting(ctx, c) })
}

func patching(ctx context.Context, c clients) {
	deployments := c.typed.AppsV1().Deployments(namespace)
	for _, patch := range []struct {
		name string
		kind types.PatchType
		body string
		want string
	}{
		{"JSON", types.JSONPatchType, `[{"op":"test","path":"/spec/replicas","value":2},{"op":"add","path":"/metadata/annotations","value":{"by":"json"}}]`, "json"},
		{"merge", types.MergePatchType, `{"metadata":{"annotations":{"by":"merge"}}}`, "merge"},
		{"strategic merge", types.StrategicMergePatchType, `{"metadata":{"annotations":{"by":"strategic"}},"spec":{"template":{"spec":{"containers":[{"name":"c","env":[{"name":"B","value":"2"}]}]}}}}`, "strategic"},
	} {
		tap.Try("sends a "+patch.name+" patch", func() error {
			patched, err := deployments.Patch(ctx, "web", patch.kind, []byte(patch.body), metav1.PatchOptions{})
			if err != nil {
				return err
			}
			envs := 1
			if patch.want == "strategic" {
				envs = 2
			}
			return errors.Join(expect("annotation", patched.Annotations["by"], patch.want),
				expect("variables", len(patched.Spec.Template.Spec.Containers[0].Env), envs))
		})
	}
}

func applying(ctx context.Context, c clients) error {
	deployments := c.typed.AppsV1().Deployments(namespace)
	config := appsapply.Deployment("applied", namespace).WithSpec(appsapply.DeploymentSpec().WithReplicas(1).
		WithSelector(metaapply.LabelSelector().WithMatchLabels(map[string]string{"app": "applied"})).
		WithTemplate(coreapply.PodTemplateSpec().WithLabels(map[string]string{"app": "applied"}).
			WithSpec(coreapply.PodSpec().WithContainers(coreapply.Container().WithName("c").WithImage("nginx")))))
	if _, err := deployments.Apply(ctx, config, metav1.ApplyOptions{FieldManager: "one"}); err != nil {
		return err
	}
	other := appsapply.Deployment("applied", namespace).WithSpec(appsapply.DeploymentSpec().WithReplicas(2))
	_, err := deployments.Apply(ctx, other, metav1.ApplyOptions{FieldManager: "two"})
	if !apierrors.IsConflict(err) || !strings.Contains(err.Error(), `"one": .spec.replicas`) {
		return fmt.Errorf("no conflict but %v", err)
	}
	forced, err := deployments.Apply(ctx, other, metav1.ApplyOptions{FieldManager: "two", Force: true})
	if err != nil {
		return err
	}
	extracted, err := appsapply.ExtractDeployment(forced, "two")
	if err != nil {
		return err
	}
	return errors.Join(expect("replicas", *forced.Spec.Replicas, 2), expect("replicas of the second manager", *extracted.Spec.Replicas, 2))
}

func conflicting(ctx context.Context, c clients) error {
	maps := c.typed.CoreV1().ConfigMaps(namespace)
	old, err := maps.Create(ctx, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "shared"}, Data: map[string]string{"n": "0"}, BinaryData: map[string][]byte{"b": {0, 255}}}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	newer := old.DeepCopy()
	newer.Data["n"] = "1"
	if _, err = maps.Update(ctx, newer, metav1.UpdateOptions{}); err != nil {
		return err
	}
	old.Data["n"] = "2"
	if _, err = maps.Update(ctx, old, metav1.UpdateOptions{}); !apierrors.IsConflict(err) {
		return fmt.Errorf("no conflict but %v", err)
	}
	return retry.RetryOnConflict(retry.DefaultBackoff, func() error {
		now, err := maps.Get(ctx, "shared", metav1.GetOptions{})
		if err != nil {
			return err
		}
		now.Data["n"] = "2"
		_, err = maps.Update(ctx, now, metav1.UpdateOptions{})
		return err
	})
}

func logs(ctx context.Context, c clients) error {
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "talker"}, Spec: corev1.PodSpec{RestartPolicy: corev1.RestartPolicyNever,
		Containers: []corev1.Container{{Name: "c", Image: "busybox", Command: []string{"sh", "-c", "echo hello"}}}}}
	if _, err := c.typed.CoreV1().Pods(namespace).Create(ctx, pod, metav1.CreateOptions{}); err != nil {
		return err
	}
	if err := tap.Await(ctx, func(ctx context.Context) (bool, error) {
		now, err := c.typed.CoreV1().Pods(namespace).Get(ctx, "talker", metav1.GetOptions{})
		return err == nil && now.Status.Phase == corev1.PodSucceeded, err
	}); err != nil {
		return err
	}
	stream, err := c.typed.CoreV1().Pods(namespace).GetLogs("talker", &corev1.PodLogOptions{}).Stream(ctx)
	if err != nil {
		return err
	}
	defer stream.Close()
	text, err := io.ReadAll(stream)
	if err != nil {
		return err
	}
	return expect("the log", strings.TrimSpace(string(text)), "hello")
}

func paging(ctx context.Context, c clients) error {
	maps := c.typed.CoreV1().ConfigMaps(namespace)
	for i := range 7 {
		if _, err := maps.Create(ctx, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("page-%d", i), Labels: map[string]string{"page": "y"}}}, metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	seen, pages, version := 0, 0, ""
	options := metav1.ListOptions{Limit: 3, LabelSelector: "page=y"}
	for {
		page, err := maps.List(ctx, options)
		if err != nil {
			return err
		}
		if version != "" && page.ResourceVersion != version {
			return fmt.Errorf("a page is of version %s, the first of %s", page.ResourceVersion, version)
		}
		version = page.ResourceVersion
		seen += len(page.Items)
		pages++
		if options.Continue = page.Continue; options.Continue == "" {
			return errors.Join(expect("objects", seen, 7), expect("pages", pages, 3))
		}
	}
}

func refusals(ctx context.Context, c clients) error {
	_, missing := c.typed.CoreV1().Pods(namespace).Get(ctx, "nobody", metav1.GetOptions{})
	_, twice := c.typed.CoreV1().Namespaces().Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}, metav1.CreateOptions{})
	_, invalid := c.typed.CoreV1().ConfigMaps(namespace).Create(ctx, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "No_Name"}}, metav1.CreateOptions{})
	var status *apierrors.StatusError
	if !errors.As(invalid, &status) || len(status.ErrStatus.Details.Causes) == 0 || status.ErrStatus.Details.Causes[0].Field != "metadata.name" {
		return fmt.Errorf("the refusal names no field: %v", invalid)
	}
	return errors.Join(expect("not found", apierrors.IsNotFound(missing), true), expect("exists", apierrors.IsAlreadyExists(twice), true),
		expect("invalid", apierrors.IsInvalid(invalid), true), expect("message", missing.Error(), `pods "nobody" not found`))
}

func deleting(ctx context.Context, c clients) error {
	for _, policy := range []metav1.DeletionPropagation{metav1.DeletePropagationForeground, metav1.DeletePropagationBackground, metav1.DeletePropagationOrphan} {
		name := "gone-" + strings.ToLower(string(policy))
		if _, err := c.typed.AppsV1().Deployments(namespace).Create(ctx, deployment(name, 1), metav1.CreateOptions{}); err != nil {
			return err
		}
		sets := func(ctx context.Context) (int, error) {
			list, err := c.typed.AppsV1().ReplicaSets(namespace).List(ctx, metav1.ListOptions{LabelSelector: "app=" + name})
			if err != nil {
				return 0, err
			}
			return len(list.Items), nil
		}
		if err := tap.Await(ctx, func(ctx context.Context) (bool, error) { n, err := sets(ctx); return n == 1, err }); err != nil {
			return fmt.Errorf("%s: no ReplicaSet: %w", policy, err)
		}
		// Ready: by then the garbage collector knows of the ReplicaSet, too.
		if err := tap.Await(ctx, func(ctx context.Context) (bool, error) {
			d, err := c.typed.AppsV1().Deployments(namespace).Get(ctx, name, metav1.GetOptions{})
			return err == nil && d.Status.ReadyReplicas == 1, err
		}); err != nil {
			return fmt.Errorf("%s: not ready: %w", policy, err)
		}
		uid := types.UID("wrong")
		err := c.typed.AppsV1().Deployments(namespace).Delete(ctx, name, metav1.DeleteOptions{Preconditions: &metav1.Preconditions{UID: &uid}})
		if !apierrors.IsConflict(err) {
			return fmt.Errorf("a precondition did not hold, but %v", err)
		}
		if err := c.typed.AppsV1().Deployments(namespace).Delete(ctx, name, metav1.DeleteOptions{PropagationPolicy: &policy}); err != nil {
			return err
		}
		if err := tap.Await(ctx, func(ctx context.Context) (bool, error) {
			_, err := c.typed.AppsV1().Deployments(namespace).Get(ctx, name, metav1.GetOptions{})
			if !apierrors.IsNotFound(err) {
				return false, err
			}
			n, err := sets(ctx)
			return (n == 0) != (policy == metav1.DeletePropagationOrphan), err
		}); err != nil {
			return fmt.Errorf("%s: %w", policy, err)
		}
	}
	return c.typed.CoreV1().ConfigMaps(namespace).DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{LabelSelector: "page=y"})
}
