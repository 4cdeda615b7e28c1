extension ValueSchema {
    /// A text with a grammar of its own; `parse` throws an error whose description tells what is wrong.
    package static func parsed<Failure: Error & CustomStringConvertible>(
        _ definition: JSONValue = ["type": "string"], _ parse: @escaping @Sendable (String) throws(Failure) -> Value
    ) -> ValueSchema where Value: CustomStringConvertible {
        ValueSchema(
            definition,
            decode: { (json, _) throws(SchemaProblem) in
                guard let text = json.stringValue else { throw .expected("a string", json) }
                do throws(Failure) {
                    return try parse(text)
                } catch {
                    throw SchemaProblem(error.description)
                }
            }, encode: { value, _ in .string(value.description) })
    }
}

extension ValueSchema where Value == HostPattern {
    /// `host`, `*.suffix` or `*`, in canonical form.
    package static var hostPattern: ValueSchema {
        parsed(["type": "string", "maxLength": 255]) { (text: String) throws(HostnameProblem) in try HostPattern(text) }
    }
}

extension ValueSchema where Value == String {
    /// A host pattern kept as its canonical text.
    package static var hostName: ValueSchema {
        ValueSchema(
            ["type": "string", "maxLength": 255],
            decode: { (json, form) throws(SchemaProblem) in
                try ValueSchema<HostPattern>.hostPattern.decode(json, form).description
            }, encode: { value, _ in .string(value) })
    }

    /// A CIDR block or a single address kept as its canonical text.
    package static var addressBlock: ValueSchema {
        ValueSchema(
            ["type": "string", "examples": ["192.0.2.0/24", "2001:db8::/32"]],
            decode: { (json, _) throws(SchemaProblem) in
                guard let text = json.stringValue else { throw .expected("a string", json) }
                guard let block = AddressBlock(text) else {
                    throw SchemaProblem("'\(text)' is not an address or a block such as 192.0.2.0/24")
                }
                return block.description
            }, encode: { value, _ in .string(value) })
    }

    /// A JSON object that is kept as its compact text.
    package static var objectText: ValueSchema {
        ValueSchema(
            ["type": "object"],
            decode: { (json, _) throws(SchemaProblem) in
                guard json.objectValue != nil else { throw .expected("an object", json) }
                return json.compactText
            }, encode: { text, _ in (try? JSONValue(parsing: Array(text.utf8))) ?? .null })
    }
}

extension ValueSchema where Value == UpstreamURL {
    /// The address of an upstream; a missing scheme means `http://`.
    package static var upstreamURL: ValueSchema {
        parsed(["type": "string", "maxLength": 2048]) { (text: String) throws(UpstreamURLProblem) in
            // As a host, digits alone would be looked up as a name that cannot exist.
            guard text.isEmpty || !text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { throw .portAlone(text) }
            let hasScheme = text.hasPrefix("unix:") || text.contains("://")
            return try UpstreamURL(hasScheme ? text : "http://" + text)
        }
    }
}

extension ValueSchema where Value == Int64 {
    /// A moment, milliseconds since 1970: RFC 3339 text in the API, a number in the store.
    package static var timestamp: ValueSchema {
        ValueSchema(
            ["type": "string", "format": "date-time"],
            decode: { (json, form) throws(SchemaProblem) in
                if form == .store, case .integer(let value) = json { return value }
                guard form != .store, let text = json.stringValue, let value = Timestamp(text)?.milliseconds else {
                    throw .expected("a time such as 2026-01-31T12:00:00Z", json)
                }
                return value
            },
            encode: { value, form in
                form == .store ? .integer(value) : .string(Timestamp(milliseconds: value).description)
            })
    }
}

extension ValueSchema where Value == Int {
    /// A duration, kept in milliseconds and written in seconds, with a fraction where needed.
    package static func seconds(_ range: ClosedRange<Double>) -> ValueSchema {
        let number = ValueSchema<Double>.number(range)
        return ValueSchema(
            number.definition,
            decode: { (json, form) throws(SchemaProblem) in Int((try number.decode(json, form) * 1000).rounded()) },
            encode: { value, form in number.encode(Double(value) / 1000, form) })
    }
}
