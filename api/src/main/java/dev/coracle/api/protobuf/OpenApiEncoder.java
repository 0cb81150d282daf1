package dev.coracle.api.protobuf;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAPI 3 documents in protobuf, as {@code /openapi/v3} has them. What the form has no field for is left out, as are defaults that are no scalars.
 * Source: gnostic's openapi.v3 protocol.
 */
public final class OpenApiEncoder extends GnosticEncoder {

    private static final Map<String, List<SwaggerMessages.Field>> MESSAGES = SwaggerMessages
            .parse("""
                    Document openapi=1 info=2:Info paths=4:Paths components=5:Components x-=9:any
                    Info title=1 description=2 version=6 x-=7:any
                    Paths *=1:PathItem x-=2:any
                    PathItem $ref=1 summary=2 description=3 get=4:Operation put=5:Operation post=6:Operation delete=7:Operation \
                    options=8:Operation head=9:Operation patch=10:Operation trace=11:Operation parameters=13:AnyParameter* x-=14:any
                    Operation tags=1:string* summary=2 description=3 operationId=5 parameters=6:AnyParameter* \
                    requestBody=7:AnyBody responses=8:Responses deprecated=10:bool x-=13:any
                    Parameter name=1 in=2 description=3 required=4:bool deprecated=5:bool allowEmptyValue=6:bool style=7 \
                    explode=8:bool allowReserved=9:bool schema=10:AnySchema x-=14:any
                    Body description=1 content=2:MediaTypes required=3:bool x-=4:any
                    MediaTypes *=1:MediaType
                    MediaType schema=1:AnySchema x-=5:any
                    Responses default=1:AnyResponse *=2:AnyResponse x-=3:any
                    Response description=1 content=3:MediaTypes x-=5:any
                    Reference $ref=1 summary=2 description=3
                    Components schemas=1:Schemas securitySchemes=7:SecuritySchemes x-=10:any
                    Schemas *=1:AnySchema
                    SecuritySchemes *=1:AnySecurityScheme
                    SecurityScheme type=1 description=2 name=3 in=4 scheme=5 bearerFormat=6 x-=9:any
                    Schema nullable=1:bool readOnly=3:bool writeOnly=4:bool example=7:any deprecated=8:bool title=9 \
                    multipleOf=10:double maximum=11:double exclusiveMaximum=12:bool minimum=13:double exclusiveMinimum=14:bool \
                    maxLength=15:int minLength=16:int pattern=17 maxItems=18:int minItems=19:int uniqueItems=20:bool \
                    maxProperties=21:int minProperties=22:int required=23:string* enum=24:any* type=25 allOf=26:AnySchema* \
                    oneOf=27:AnySchema* anyOf=28:AnySchema* not=29:Schema items=30:Items properties=31:Schemas \
                    additionalProperties=32:Additional default=33:Default description=34 format=35 x-=36:any
                    """);

    private OpenApiEncoder() {
        super(MESSAGES);
    }

    public static byte[] encode(ObjectNode document) {
        OpenApiEncoder encoder = new OpenApiEncoder();
        encoder.fields("Document", document);
        return encoder.out.toBytes();
    }

    @Override
    boolean special(String type, JsonNode value) {
        switch (type) {
            case "AnySchema", "AnyResponse", "AnyParameter", "AnyBody", "AnySecurityScheme" -> {
                boolean reference = value.has("$ref");
                field(reference ? 2 : 1, reference ? "Reference" : type.substring("Any".length()), value);
            }
            case "Items" -> each(1, "AnySchema", value);
            case "Additional" -> field(value.isBoolean() ? 2 : 1, value.isBoolean() ? "bool" : "AnySchema", value);
            case "Default" -> scalar(value);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void scalar(JsonNode value) {
        if (value.isNumber()) {
            field(1, "double", value);
        } else if (value.isBoolean()) {
            field(2, "bool", value);
        } else if (value.isString()) {
            field(3, "string", value);
        }
    }
}
