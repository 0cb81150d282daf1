package dev.coracle.api.protobuf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Bytes that gnostic's own library (openapiv3, as kube-apiserver 1.36 has it) makes of the same documents, but for what stands as text: it prints YAML. */
class OpenApiEncoderTest {

    private static String encoded(String json) {
        return HexFormat.of().formatHex(
                OpenApiEncoder.encode(Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void schemasAndOperations() {
        assertEquals(
                "0a05332e302e3012100a0a4b756265726e657465733202763122770a750a032f612f126e226c0a01782a0167321f0a1d0a017012057175"
                        + "6572791a0164520e0a0ca00101ca0106737472696e67424312410a03323030123a0a380a024f4b1a320a300a106170706c69636174696f"
                        + "6e2f6a736f6e121c0a1a12180a16232f636f6d706f6e656e74732f736368656d61732f612adc010ad9010ad6010a016112d0010acd01ba"
                        + "010178ba010179ca01066f626a656374fa01b1010a270a017812220a207805ca0107696e74656765728a02090900000000000000009a02"
                        + "05696e7433320a240a0179121f0a1dca01056172726179f201120a100a0eca0106737472696e678a02021a000a270a017a12220a20d201"
                        + "1a12180a16232f636f6d706f6e656e74732f736368656d61732f618a02000a200a016d121b0a19ca01066f626a65637482020d0a0b0a09"
                        + "ca0106737472696e670a150a016e12100a0eca01066f626a656374820202100192020477686174",
                encoded("{'openapi':'3.0.0','info':{'title':'Kubernetes','version':'v1'},'paths':{'/a/':{'get':{'operationId':'g','tags"
                        + "':['x'],'parameters':[{'name':'p','in':'query','description':'d','schema':{'type':'string','uniqueItems':true}"
                        + "}],'responses':{'200':{'description':'OK','content':{'application/json':{'schema':{'$ref':'#/components/schema"
                        + "s/a'}}}}}}}},'components':{'schemas':{'a':{'type':'object','required':['x','y'],'description':'what','properti"
                        + "es':{'x':{'type':'integer','format':'int32','default':0,'maxLength':5},'y':{'type':'array','items':{'default':"
                        + "'','type':'string'}},'z':{'default':{},'allOf':[{'$ref':'#/components/schemas/a'}]},'m':{'type':'object','addi"
                        + "tionalProperties':{'type':'string'}},'n':{'type':'object','additionalProperties':true}}}}}}"));
    }

    @Test
    void bodiesAndSecurity() {
        assertEquals(
                "0a05332e302e3012070a014b32027631223e0a3c0a022f61123632343a290a2712250a230a032a2f2a121c0a1a12180a16232f636f6d70"
                        + "6f6e656e74732f736368656d61732f6142070a050a030a01782a3e0a003a3a0a380a0b426561726572546f6b656e12290a270a06617069"
                        + "4b657912064265617265721a0d617574686f72697a6174696f6e2206686561646572",
                encoded("{'openapi':'3.0.0','info':{'title':'K','version':'v1'},'paths':{'/a':{'post':{'requestBody':{'content':{'*/*':"
                        + "{'schema':{'$ref':'#/components/schemas/a'}}}},'responses':{'default':{'description':'x'}}}}},'components':{'s"
                        + "chemas':{},'securitySchemes':{'BearerToken':{'type':'apiKey','name':'authorization','in':'header','description"
                        + "':'Bearer'}}}}"));
    }
}
