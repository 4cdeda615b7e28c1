/// What the preflight of a browser asks for (Fetch, "CORS-preflight request").
struct PreflightRequest {
    /// The fields `Mcp-Param-*` that are asked for: their names are the tools' own.
    let parameterFields: [String]

    init(_ headers: [(name: String, value: String)]) {
        let asked = headers.filter { $0.name.lowercased() == "access-control-request-headers" }
            .flatMap { $0.value.split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" } } }
        parameterFields = Array(
            asked.filter { name in
                name.lowercased().hasPrefix("mcp-param-") && name.utf8.count <= 128
                    && name.utf8.allSatisfy {
                        (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || "-_".utf8.contains($0)
                    }
            }.prefix(32))
    }
}
