package dev.coracle.apiserver.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestInfoResolverTest {

    private static RequestInfo resolve(String method, String target) {
        int question = target.indexOf('?');
        return RequestInfoResolver.resolve(new HttpRequest(method,
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1), Map.of(), new byte[0], List.of(), "", true));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        // method, target, verb, group, version, namespace, resource, name, subresource
        "GET,/api/v1/pods,list,'',v1,'',pods,'',''",
        "GET,/api/v1/pods?watch=true,watch,'',v1,'',pods,'',''",
        "GET,/api/v1/watch/pods,watch,'',v1,'',pods,'',''",
        "GET,/api/v1/watch/namespaces/a/pods/b,watch,'',v1,a,pods,b,''",
        "GET,/api/v1/namespaces/a/pods/b,get,'',v1,a,pods,b,''",
        "HEAD,/api/v1/namespaces/a/pods/b,get,'',v1,a,pods,b,''",
        "POST,/apis/apps/v1/namespaces/a/deployments,create,apps,v1,a,deployments,'',''",
        "PUT,/apis/apps/v1/namespaces/a/deployments/d/scale,update,apps,v1,a,deployments,d,scale",
        "PATCH,/api/v1/nodes/n/status,patch,'',v1,'',nodes,n,status",
        "DELETE,/api/v1/namespaces/a/pods,deletecollection,'',v1,a,pods,'',''",
        "DELETE,/api/v1/namespaces/a,delete,'',v1,a,namespaces,a,''",
        "GET,/api/v1/namespaces,list,'',v1,'',namespaces,'',''",
        "PUT,/api/v1/namespaces/a/finalize,update,'',v1,a,namespaces,a,finalize",
        "GET,/api/v1/namespaces/a/status,get,'',v1,a,namespaces,a,status",
        "GET,/api/v1/pods?fieldSelector=metadata.name%3Dx,list,'',v1,'',pods,x,''",
        "POST,/api/v1/namespaces/a/pods/b/exec,create,'',v1,a,pods,b,exec"})
    void readsResourceRequests(String method, String target, String verb, String group, String version,
            String namespace, String resource, String name, String subresource) {
        RequestInfo info = resolve(method, target);
        assertEquals(List.of(true, verb, group, version, namespace, resource, name, subresource),
                List.of(info.resourceRequest(), info.verb(), info.group(), info.version(), info.namespace(),
                        info.resource(), info.name(), info.subresource()));
    }

    @ParameterizedTest
    @CsvSource({"GET,/,get", "GET,/healthz,get", "GET,/api,get", "GET,/api/v1,get", "GET,/apis/apps/v1,get",
        "POST,/version,post", "GET,/openapi/v3/apis/apps/v1,get"})
    void everythingElseIsAPath(String method, String target, String verb) {
        RequestInfo info = resolve(method, target);
        assertEquals(List.of(false, verb), List.of(info.resourceRequest(), info.verb()));
    }

    /** A name that is missing is not passed over: what comes after it would be taken for it. */
    @Test
    void nothingBetweenTwoSlashesIsNobodysName() {
        assertEquals("default", resolve("GET", "/api/v1/namespaces//default").resource());
        assertEquals("", resolve("GET", "/api/v1//pods").resource());
        assertEquals(false, resolve("GET", "//api/v1/pods").resourceRequest());
        assertEquals("pods", resolve("GET", "/api/v1/pods//").resource());
        assertEquals("/a//b/", resolve("GET", "/api/v1/namespaces/x/services/s/proxy/a//b/").rest());
    }

    @Test
    void keepsWhatFollowsAProxyAsItWasSent() {
        assertEquals("/a/b/c/", resolve("GET", "/api/v1/namespaces/x/services/s:80/proxy/a%2Fb/c/").rest());
        assertEquals("", resolve("GET", "/api/v1/namespaces/x/services/s/proxy").rest());
        assertEquals("/", resolve("GET", "/api/v1/namespaces/x/services/s/proxy/").rest());
    }
}
