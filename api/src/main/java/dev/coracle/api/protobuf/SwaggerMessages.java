package dev.coracle.api.protobuf;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The messages of a Swagger 2 document, as far as an API server's document has them. Source: gnostic's openapi.v2 protocol. */
final class SwaggerMessages {

    /** The name that stands for all fields that have no name of their own, and the one for those whose name begins with "x-". */
    static final String REST = "*";
    static final String EXTENSIONS = "x-";

    /** @param type a scalar, {@code any}, or a message */
    record Field(String json, int number, String type, boolean repeated) {}

    private static final String NUMBERS = " default=%d:any maximum=%d:double exclusiveMaximum=%d:bool minimum=%d:double"
            + " exclusiveMinimum=%d:bool maxLength=%d:int minLength=%d:int pattern=%d maxItems=%d:int minItems=%d:int"
            + " uniqueItems=%d:bool enum=%d:any* multipleOf=%d:double x-=%d:any";

    static final Map<String, List<Field>> MESSAGES = parse("""
            Document swagger=1 info=2:Info host=3 basePath=4 schemes=5:string* consumes=6:string* produces=7:string* \
            paths=8:Paths definitions=9:Schemas x-=16:any
            Info title=1 version=2 description=3 x-=7:any
            Paths *=2:PathItem x-=1:any
            PathItem $ref=1 get=2:Operation put=3:Operation post=4:Operation delete=5:Operation options=6:Operation \
            head=7:Operation patch=8:Operation parameters=9:AnyParameter* x-=10:any
            Operation tags=1:string* summary=2 description=3 operationId=5 produces=6:string* consumes=7:string* \
            parameters=8:AnyParameter* responses=9:Responses schemes=10:string* deprecated=11:bool x-=13:any
            Body description=1 name=2 in=3 required=4:bool schema=5:Schema x-=6:any
            Query required=1:bool in=2 description=3 name=4 allowEmptyValue=5:bool type=6 format=7 collectionFormat=9"""
            + numbers(10) + "\nPath required=1:bool in=2 description=3 name=4 type=5 format=6 collectionFormat=8"
            + numbers(9)
            + """

                    Responses *=1:AnyResponse x-=2:any
                    Response description=1 schema=2:AnySchema x-=5:any
                    Reference $ref=1 description=2
                    Schemas *=1:Schema
                    Schema $ref=1 format=2 title=3 description=4 default=5:any multipleOf=6:double maximum=7:double \
                    exclusiveMaximum=8:bool minimum=9:double exclusiveMinimum=10:bool maxLength=11:int minLength=12:int \
                    pattern=13 maxItems=14:int minItems=15:int uniqueItems=16:bool maxProperties=17:int \
                    minProperties=18:int required=19:string* enum=20:any* additionalProperties=21:Additional \
                    type=22:Types items=23:Items allOf=24:Schema* properties=25:Schemas discriminator=26 readOnly=27:bool \
                    example=30:any x-=31:any
                    """);

    private SwaggerMessages() {}

    private static String numbers(int first) {
        Object[] numbers = new Object[14];
        Arrays.setAll(numbers, i -> first + i);
        return NUMBERS.formatted(numbers);
    }

    /** @param table a message a line, each with its fields: {@code name=number:type} */
    static Map<String, List<Field>> parse(String table) {
        Map<String, List<Field>> messages = new HashMap<>();
        table.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            List<String> words = List.of(line.split(" +"));
            messages.put(words.getFirst(), words.stream().skip(1).map(SwaggerMessages::field)
                    .sorted(Comparator.comparingInt(Field::number).reversed()).toList());
        });
        return messages;
    }

    private static Field field(String word) {
        int equals = word.indexOf('=');
        String[] declared = word.substring(equals + 1).split(":");
        String type = declared.length > 1 ? declared[1] : "string";
        boolean repeated = type.endsWith("*");
        return new Field(word.substring(0, equals), Integer.parseInt(declared[0]),
                repeated ? type.substring(0, type.length() - 1) : type, repeated);
    }
}
