package dev.coracle.apiserver.crd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.apiserver.registry.FakeObjects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleChecksTest {

    private final ScaleChecks checks = new ScaleChecks(FakeObjects.tree("{'specReplicasPath':'.spec.replicas',"
            + "'statusReplicasPath':'.status.replicas','labelSelectorPath':'.status.selector'}"));

    /** The messages are those that kube-apiserver 1.36.3 gave. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{}|``",
        "{'spec':null}|``",
        "{'spec':{'replicas':3},'status':{'replicas':0,'selector':'a=b'}}|``",
        "{'spec':{'replicas':-1}}|.spec.replicas: Invalid value: -1: should be a non-negative integer",
        "{'spec':{'replicas':3000000000}}|.spec.replicas: Invalid value: 3000000000: should be less than or equal to 2147483647",
        "{'spec':{'replicas':'x'}}|.spec.replicas: Invalid value: 0: .spec.replicas accessor error: x is of the type string, expected int64",
        "{'spec':{'replicas':1.5}}|.spec.replicas: Invalid value: 0: .spec.replicas accessor error: 1.5 is of the type float64, expected int64",
        "{'spec':{'replicas':null}}|.spec.replicas: Invalid value: 0: .spec.replicas accessor error: <nil> is of the type <nil>, expected int64",
        "{'spec':{'replicas':[1]}}|.spec.replicas: Invalid value: 0: .spec.replicas accessor error: [1] is of the type []interface {}, expected int64",
        "{'status':{'selector':3}}|.status.selector: Invalid value: \"\": .status.selector accessor error: 3 is of the type int64, expected string"})
    void replicasAreNumbersAndASelectorIsText(String object, String wrong) {
        FieldErrors errors = new FieldErrors();
        checks.object(FakeObjects.tree(object), errors);
        assertEquals(wrong, errors.isEmpty() ? "" : errors.message());
    }
}
