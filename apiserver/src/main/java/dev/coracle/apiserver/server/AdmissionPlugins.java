package dev.coracle.apiserver.server;

import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.config.PluginConfigurations;
import dev.coracle.apiserver.admission.imagepolicy.ImagePolicyWebhook;
import dev.coracle.apiserver.admission.plugin.DefaultClass;
import dev.coracle.apiserver.admission.plugin.DefaultTolerationSeconds;
import dev.coracle.apiserver.admission.plugin.NamespaceLifecycle;
import dev.coracle.apiserver.admission.plugin.PersistentVolumeClaimResize;
import dev.coracle.apiserver.admission.plugin.Priority;
import dev.coracle.apiserver.admission.plugin.RuntimeClassAdmission;
import dev.coracle.apiserver.admission.plugin.ServiceAccountAdmission;
import dev.coracle.apiserver.admission.plugin.SmallPlugins;
import dev.coracle.apiserver.admission.plugin.StorageObjectInUseProtection;
import dev.coracle.apiserver.admission.plugin.TaintNodesByCondition;
import dev.coracle.apiserver.admission.plugin.escalation.CertificateAdmission;
import dev.coracle.apiserver.admission.plugin.escalation.OwnerReferencesPermissionEnforcement;
import dev.coracle.apiserver.admission.plugin.escalation.RoleEscalation;
import dev.coracle.apiserver.admission.plugin.noderestriction.NodeRestriction;
import dev.coracle.apiserver.admission.plugin.pod.ExtendedResourceToleration;
import dev.coracle.apiserver.admission.plugin.pod.LimitPodHardAntiAffinityTopology;
import dev.coracle.apiserver.admission.plugin.pod.NodeDeclaredFeatureValidator;
import dev.coracle.apiserver.admission.plugin.pod.PodNodeSelector;
import dev.coracle.apiserver.admission.plugin.pod.PodResizeValidator;
import dev.coracle.apiserver.admission.plugin.pod.PodTolerationRestriction;
import dev.coracle.apiserver.admission.plugin.pod.PodTopologyLabels;
import dev.coracle.apiserver.admission.podsecurity.PodSecurity;
import dev.coracle.apiserver.admission.policy.MutatingAdmissionPolicies;
import dev.coracle.apiserver.admission.policy.PolicyInputs;
import dev.coracle.apiserver.admission.policy.ValidatingAdmissionPolicies;
import dev.coracle.apiserver.admission.quota.LimitRanger;
import dev.coracle.apiserver.admission.quota.ResourceQuota;
import dev.coracle.apiserver.admission.ratelimit.EventRateLimit;
import dev.coracle.apiserver.admission.webhook.WebhookAdmission;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.authorization.rbac.EscalationCheck;
import dev.coracle.apiserver.authorization.rbac.Rbac;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resources;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.clock.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The admission plugins by the names and in the order that kube-apiserver knows them. */
public final class AdmissionPlugins {

    /** The order in which plugins run, whatever the order of the flags. */
    static final List<String> ORDER = List.of("AlwaysAdmit", "NamespaceAutoProvision", "NamespaceLifecycle",
            "NamespaceExists", "LimitPodHardAntiAffinityTopology", "LimitRanger", "ServiceAccount", "NodeRestriction",
            "TaintNodesByCondition", "AlwaysPullImages", "ImagePolicyWebhook", "PodSecurity", "PodNodeSelector",
            "Priority", "DefaultTolerationSeconds", "PodTolerationRestriction", "EventRateLimit",
            "ExtendedResourceToleration", "DefaultStorageClass", "StorageObjectInUseProtection", "PodGroupProtection",
            "OwnerReferencesPermissionEnforcement", "PersistentVolumeClaimResize", "RuntimeClass",
            "CertificateApproval", "CertificateSigning", "ClusterTrustBundleAttest", "CertificateSubjectRestriction",
            "DefaultIngressClass", "DenyServiceExternalIPs", "PodTopologyLabels", "PodGroupWorkloadExists",
            "NodeDeclaredFeatureValidator", "JobValidation", "PodResizeValidator", "MutatingAdmissionPolicy",
            "MutatingAdmissionWebhook", "ValidatingAdmissionPolicy", "ValidatingAdmissionWebhook", "ResourceQuota",
            "AlwaysDeny");

    /** On unless turned off; those of them that aren't made here do nothing in a cluster of this version's default features. */
    static final Set<String> DEFAULT_ON = Set.of("NamespaceLifecycle", "LimitRanger", "ServiceAccount",
            "TaintNodesByCondition", "PodSecurity", "Priority", "DefaultTolerationSeconds", "DefaultStorageClass",
            "StorageObjectInUseProtection", "PodGroupProtection", "PersistentVolumeClaimResize", "RuntimeClass",
            "CertificateApproval", "CertificateSigning", "ClusterTrustBundleAttest", "CertificateSubjectRestriction",
            "DefaultIngressClass", "PodTopologyLabels", "PodGroupWorkloadExists", "NodeDeclaredFeatureValidator",
            "JobValidation", "PodResizeValidator", "MutatingAdmissionPolicy", "MutatingAdmissionWebhook",
            "ValidatingAdmissionPolicy", "ValidatingAdmissionWebhook", "ResourceQuota");

    private final Map<String, Supplier<AdmissionPlugin>> makers = new LinkedHashMap<>();

    /** @param defaults what a write fills in before it is stored; @param configurations of those plugins that have one; @param pods what they are given */
    public AdmissionPlugins(Objects objects, Resources resources, Authorization authorization,
            MutatingAdmissionPolicies.Defaults defaults, PluginConfigurations configurations,
            ApiServerOptions.Pods pods,
            Clock clock) {
        PolicyInputs inputs = new PolicyInputs(objects, authorization);
        WebhookAdmission.MatchConditions conditions = inputs.webhookConditions();
        makers.put("ValidatingAdmissionPolicy", () -> new ValidatingAdmissionPolicies(objects, resources, inputs));
        makers.put("MutatingAdmissionPolicy",
                () -> new MutatingAdmissionPolicies(objects, resources, inputs, defaults));
        makers.put("AlwaysAdmit", SmallPlugins::alwaysAdmit);
        makers.put("NamespaceAutoProvision", () -> SmallPlugins.namespaceAutoProvision(objects));
        makers.put("NamespaceLifecycle", () -> new NamespaceLifecycle(objects));
        makers.put("NamespaceExists", () -> new NamespaceLifecycle(objects));
        makers.put("LimitRanger", () -> new LimitRanger(objects));
        makers.put("ServiceAccount", () -> new ServiceAccountAdmission(objects, clock));
        makers.put("NodeRestriction", () -> new NodeRestriction(objects, authorization));
        makers.put("TaintNodesByCondition", TaintNodesByCondition::new);
        makers.put("AlwaysPullImages", SmallPlugins::alwaysPullImages);
        makers.put("PodSecurity", () -> new PodSecurity(objects));
        makers.put("Priority", () -> new Priority(objects));
        makers.put("DefaultTolerationSeconds",
                () -> new DefaultTolerationSeconds(pods.notReadySeconds(), pods.unreachableSeconds()));
        makers.put("DefaultStorageClass", () -> DefaultClass.storage(objects));
        makers.put("StorageObjectInUseProtection", StorageObjectInUseProtection::new);
        makers.put("PersistentVolumeClaimResize", () -> new PersistentVolumeClaimResize(objects));
        makers.put("RuntimeClass", () -> new RuntimeClassAdmission(objects));
        makers.put("CertificateApproval", () -> CertificateAdmission.approval(authorization));
        makers.put("CertificateSigning", () -> CertificateAdmission.signing(authorization));
        makers.put("CertificateSubjectRestriction", CertificateAdmission::subjectRestriction);
        makers.put("DefaultIngressClass", () -> DefaultClass.ingress(objects));
        makers.put("DenyServiceExternalIPs", SmallPlugins::denyServiceExternalIps);
        makers.put("ResourceQuota", () -> new ResourceQuota(objects, clock));
        makers.put("MutatingAdmissionWebhook", () -> WebhookAdmission.mutating(objects, resources, conditions));
        makers.put("ValidatingAdmissionWebhook", () -> WebhookAdmission.validating(objects, resources, conditions));
        makers.put("AlwaysDeny", SmallPlugins::alwaysDeny);
        makers.put("PodTopologyLabels", () -> new PodTopologyLabels(objects));
        makers.put("PodResizeValidator", () -> new PodResizeValidator(objects));
        makers.put("NodeDeclaredFeatureValidator", () -> new NodeDeclaredFeatureValidator(objects));
        makers.put("LimitPodHardAntiAffinityTopology", LimitPodHardAntiAffinityTopology::new);
        makers.put("PodNodeSelector", () -> new PodNodeSelector(objects, configurations.of("PodNodeSelector")));
        makers.put("PodTolerationRestriction",
                () -> new PodTolerationRestriction(objects, configurations.of("PodTolerationRestriction")));
        makers.put("ExtendedResourceToleration", ExtendedResourceToleration::new);
        makers.put("OwnerReferencesPermissionEnforcement",
                () -> new OwnerReferencesPermissionEnforcement(authorization, resources));
        makers.put("ImagePolicyWebhook",
                () -> new ImagePolicyWebhook(configurations.of("ImagePolicyWebhook"), clock));
        makers.put("EventRateLimit", () -> new EventRateLimit(configurations.of("EventRateLimit"), clock));
    }

    /** Adds a plugin that is made elsewhere, or replaces one; its name says where it runs. */
    public AdmissionPlugins with(AdmissionPlugin plugin) {
        if (!ORDER.contains(plugin.name())) {
            throw new IllegalArgumentException("admission plugin " + plugin.name() + " has no place in the order");
        }
        makers.put(plugin.name(), () -> plugin);
        return this;
    }

    /**
     * The plugins, in order, as {@code --enable-admission-plugins} and {@code --disable-admission-plugins} want it. The check that nobody grants what
     * they don't have always comes first and can't be turned off.
     *
     * @throws IllegalArgumentException for a name that is unknown, or both enabled and disabled, or enabled but not supported
     */
    public List<AdmissionPlugin> build(List<String> enable, List<String> disable, Rbac rbac,
            Authorization authorization) {
        check("enable-admission-plugins", enable);
        check("disable-admission-plugins", disable);
        Set<String> on = new HashSet<>(DEFAULT_ON);
        on.addAll(enable);
        for (String name : disable) {
            if (enable.contains(name)) {
                throw new IllegalArgumentException(
                        name + " in enable-admission-plugins and disable-admission-plugins overlapped");
            }
            on.remove(name);
        }
        List<AdmissionPlugin> plugins = new ArrayList<>();
        plugins.add(new RoleEscalation(new EscalationCheck(rbac, authorization)));
        for (String name : ORDER) {
            Supplier<AdmissionPlugin> maker = makers.get(name);
            if (on.contains(name) && maker != null) {
                plugins.add(maker.get());
            } else if (enable.contains(name) && !DEFAULT_ON.contains(name)) {
                throw new IllegalArgumentException(
                        "--enable-admission-plugins: " + name + " is not supported by this API server");
            }
        }
        return plugins;
    }

    private static void check(String flag, List<String> names) {
        for (String name : names) {
            if (!ORDER.contains(name)) {
                throw new IllegalArgumentException(flag + " plugin \"" + name + "\" is unknown");
            }
        }
    }
}
