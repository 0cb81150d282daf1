package dev.coracle.apiserver.resource.pod.volume;

import dev.coracle.api.status.FieldPath;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;

/** Disks: of clouds, over iSCSI (RFC 3720) and over Fibre Channel. */
public final class BlockSources {

    private static final Pattern IQN = Pattern.compile("iqn\\.\\d{4}-\\d{2}\\.([a-zA-Z0-9.-]+)(:[^,;*&$|\\s]+)");
    private static final Pattern EUI = Pattern.compile("eui.[a-zA-Z0-9]{16}");
    private static final Pattern NAA = Pattern.compile("naa.[a-zA-Z0-9]{32}");
    private static final int LONGEST_NAME = 64;
    private static final String BLOB = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";
    private static final String MANAGED = "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/"
            + "microsoft.compute/disks/{disk-id}";

    private BlockSources() {}

    public static void gcePersistentDisk(Place source) {
        Place named = new Place(source.node(), sibling(source, "persistentDisk"), source.errors());
        named.at("pdName").required();
        partition(named.at("partition"));
    }

    public static void awsElasticBlockStore(Place source) {
        source.at("volumeID").required();
        partition(source.at("partition"));
    }

    /** Zero means the whole disk, though the message doesn't say so. */
    private static void partition(Place partition) {
        if (partition.number(0) != 0) {
            partition.between(1, 255);
        }
    }

    /** The path as errors have it where they don't name the field as the API does. */
    private static FieldPath sibling(Place source, String name) {
        String path = source.path().toString();
        return FieldPath.of(path.substring(0, path.lastIndexOf('.') + 1) + name);
    }

    /**
     * @param secret the field that names the secret of its users
     * @param unknown what is said of a name that is of no known kind
     */
    public static void iscsi(Place source, String secret, String unknown) {
        source.at("targetPortal").required();
        Place iqn = source.at("iqn");
        if (iqn.empty()) {
            iqn.required();
        } else {
            qualified(iqn, unknown);
        }
        lun(source.at("lun"));
        boolean chap = source.at("chapAuthDiscovery").isTrue() || source.at("chapAuthSession").isTrue();
        if (chap && !source.at(secret).present()) {
            source.errors().required(source.at(secret).path(), "");
        }
        Place initiator = source.at("initiatorName");
        if (initiator.present()) {
            qualified(new Place(initiator.node(), source.path().child("initiatorname"), source.errors()), unknown);
        }
    }

    private static void qualified(Place name, String unknown) {
        String text = name.text();
        if (!text.startsWith("iqn") && !text.startsWith("eui") && !text.startsWith("naa")) {
            name.invalid(unknown);
        } else if (!IQN.matcher(text).matches() && !EUI.matcher(text).matches() && !NAA.matcher(text).matches()) {
            name.invalid("must be valid format");
        }
    }

    private static void lun(Place lun) {
        lun.between(0, 255);
    }

    /** What makes the name of an interface on the node must fit into it. */
    static void iscsiNames(Place volume) {
        Place source = volume.at("iscsi");
        String whole = volume.at("name").text() + ":" + source.at("targetPortal").text();
        if (source.at("initiatorName").present() && whole.length() > LONGEST_NAME) {
            volume.at("name").invalid("Total length of <volume name>:<iscsi.targetPortal> must be under "
                    + LONGEST_NAME + " characters if iscsi.initiatorName is specified.");
        }
    }

    public static void fibreChannel(Place source) {
        Place targets = source.at("targetWWNs");
        if (targets.empty() == source.at("wwids").empty()) {
            String why = "must specify either targetWWNs or wwids, but not both";
            if (targets.empty()) {
                targets.required(why);
            } else {
                targets.invalid(why);
            }
        }
        if (!targets.empty()) {
            if (source.at("lun").present()) {
                lun(source.at("lun"));
            } else {
                source.at("lun").required("lun is required if targetWWNs is specified");
            }
        }
    }

    public static void flocker(Place source) {
        Place name = source.at("datasetName");
        Place id = source.at("datasetUUID");
        if (name.empty() && id.empty()) {
            source.errors().required(source.path(), "one of datasetName and datasetUUID is required");
        }
        if (!name.empty() && !id.empty()) {
            source.errors().invalid(source.path(), "resource",
                    "datasetName and datasetUUID can not be specified simultaneously");
        }
        if (name.text().contains("/")) {
            name.invalid("must not contain '/'");
        }
    }

    public static void azureDisk(Place source) {
        VolumeSources.required(source, "diskName", "diskURI");
        source.at("cachingMode").givenOneOf("None", "ReadOnly", "ReadWrite");
        source.at("kind").givenOneOf("Dedicated", "Managed", "Shared");
        boolean managed = source.at("kind").is("Managed");
        String uri = source.at("diskURI").text();
        if (!uri.startsWith(managed ? "/subscriptions/" : "https://")) {
            source.errors().notSupported(source.at("diskURI").path(), JsonNodeFactory.instance.stringNode(uri),
                    List.of(managed ? MANAGED : BLOB));
        }
    }
}
