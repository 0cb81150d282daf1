package dev.coracle.api.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class CustomResourceTest {

    private static ObjectNode tree(String json) {
        return Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void prunesWhatIsNotDeclared() {
        Schema schema = Schema.ofCustom(tree(
                "{'type':'object','properties':{'spec':{'type':'object','properties':{'a':{'type':'string'},"
                        + "'open':{'type':'object','x-kubernetes-preserve-unknown-fields':true,'properties':{'o':{'type':'object'}}},"
                        + "'in':{'type':'object','x-kubernetes-embedded-resource':true,'properties':{'spec':{'type':'object'}}}}}}}"));
        ObjectNode object = tree("{'apiVersion':'v','kind':'K','metadata':{'name':'n'},'zz':1,'spec':{'a':'x','b':1,"
                + "'open':{'any':{'deep':1},'o':{'gone':1}},'in':{'kind':'I','metadata':{'x':1},'spec':{'y':1},'z':1}}}");
        assertEquals(List.of("spec.b", "spec.in.spec.y", "spec.in.z", "spec.open.o.gone", "zz"),
                Pruning.apply(object, schema));
        assertEquals(tree("{'apiVersion':'v','kind':'K','metadata':{'name':'n'},'spec':{'a':'x',"
                + "'open':{'any':{'deep':1},'o':{}},'in':{'kind':'I','metadata':{'x':1},'spec':{}}}}"), object);
    }

    @Test
    void setsDefaultsAndTakesOutNulls() {
        Schema schema = Schema.ofCustom(tree("{'type':'object','properties':{"
                + "'d':{'type':'object','default':{},'properties':{'n':{'type':'integer','default':5}}},"
                + "'none':{'type':'object','properties':{'n':{'type':'integer','default':5}}},"
                + "'null':{'type':'string','nullable':true,'default':'x'},'s':{'type':'string'},"
                + "'l':{'type':'array','items':{'type':'object','properties':{'p':{'type':'integer','default':1}}}},"
                + "'m':{'type':'object','additionalProperties':{'type':'integer'}},'f':{'type':'integer'}}}"));
        ObjectNode object = tree("{'null':null,'s':null,'l':[{},{'p':2}],'m':{'a':null,'b':1},'f':2.0}");
        Defaulting.apply(object, schema);
        assertEquals(tree("{'null':null,'l':[{'p':1},{'p':2}],'m':{'b':1},'f':2,'d':{'n':5}}"), object);
        ObjectNode again = object.deepCopy();
        Defaulting.apply(again, schema);
        assertEquals(object, again, "once is enough");
    }
}
