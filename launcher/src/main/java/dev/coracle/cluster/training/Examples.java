package dev.coracle.cluster.training;

import dev.coracle.api.tree.Json;
import dev.coracle.client.rest.ApiClient;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What people begin with, so that a training run meets the classes that it takes. */
final class Examples {

    /** One of each kind that people begin with, after those that loops of the API server's own follow: where to post, and what. */
    private static final String[][] ALL = {
        {"/apis/apiregistration.k8s.io/v1/apiservices",
            "{'metadata':{'name':'v1.absent.example.com'},'spec':{'group':'absent.example.com','version':'v1',"
                    + "'groupPriorityMinimum':100,'versionPriority':10,'service':{'name':'absent','namespace':'default'}}}"},
        {"/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas",
            "{'metadata':{'name':'f'},'spec':{'priorityLevelConfiguration':{'name':'catch-all'},'rules':[{'subjects':"
                    + "[{'kind':'User','user':{'name':'x'}}],'resourceRules':[{'verbs':['get'],'apiGroups':[''],"
                    + "'resources':['pods'],'namespaces':['*']}]}]}}"},
        {"/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            "{'metadata':{'name':'things.example.com'},'spec':{'group':'example.com','scope':'Namespaced','names':"
                    + "{'plural':'things','kind':'Thing'},'versions':[{'name':'v1','served':true,'storage':true,'schema':"
                    + "{'openAPIV3Schema':{'type':'object','properties':{'spec':{'type':'object',"
                    + "'x-kubernetes-validations':[{'rule':'self.n > 0'}],'properties':{'n':{'type':'integer'}}}}}}}]}}"},
        {"/apis/apps/v1/namespaces/default/deployments",
            "{'metadata':{'name':'d'},'spec':{'replicas':2,'selector':{'matchLabels':{'app':'x'}},"
                    + "'template':{POD}}}}"},
        {"/apis/apps/v1/namespaces/default/statefulsets",
            "{'metadata':{'name':'s'},'spec':{'replicas':1,'serviceName':'s','selector':{'matchLabels':"
                    + "{'app':'x'}},'template':{POD}}}}"},
        {"/apis/apps/v1/namespaces/default/daemonsets",
            "{'metadata':{'name':'e'},'spec':{'selector':{'matchLabels':{'app':'x'}},'template':{POD}}}}"},
        {"/apis/batch/v1/namespaces/default/jobs",
            "{'metadata':{'name':'j'},'spec':{'template':{'spec':{'restartPolicy':'Never','containers':"
                    + "[{'name':'main','image':'busybox','command':['sleep','60']}]}}}}"},
        {"/apis/batch/v1/namespaces/default/cronjobs",
            "{'metadata':{'name':'c'},'spec':{'schedule':'0 0 1 1 *','jobTemplate':{'spec':{'template':{'spec':"
                    + "{'restartPolicy':'Never','containers':[{'name':'main','image':'busybox'}]}}}}}}"},
        {"/api/v1/namespaces/default/services",
            "{'metadata':{'name':'s'},'spec':{'selector':{'app':'x'},'ports':[{'port':80}]}}"},
        {"/api/v1/namespaces/default/configmaps", "{'metadata':{'name':'c'},'data':{'a':'b'}}"},
        {"/apis/policy/v1/namespaces/default/poddisruptionbudgets",
            "{'metadata':{'name':'b'},'spec':{'minAvailable':1,'selector':{'matchLabels':{'app':'x'}}}}"}};

    private Examples() {}

    static void create(ApiClient client) {
        for (String[] example : ALL) {
            client.raw("POST", example[0], Optional.of(object(example[1])));
        }
    }

    private static ObjectNode object(String text) {
        return (ObjectNode) Json.parse(text.replace("POD", "'metadata':{'labels':{'app':'x'}},'spec':{'containers':"
                + "[{'name':'main','image':'nginx'}],'tolerations':[{'operator':'Exists'}]").replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8));
    }
}
