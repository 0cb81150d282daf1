package dev.coracle.client.resource;

/** The patch formats that the API knows, by media type. */
public enum PatchType {
    JSON("application/json-patch+json"), MERGE("application/merge-patch+json"), STRATEGIC(
            "application/strategic-merge-patch+json"), APPLY("application/apply-patch+yaml");

    private final String mediaType;

    PatchType(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }
}
