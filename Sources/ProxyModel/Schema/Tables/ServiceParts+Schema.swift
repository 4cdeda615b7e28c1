extension SealedVariable {
    /// The fields of a variable with a sealed value.
    static let schema = ObjectSchema<SealedVariable>(
        "SealedVariable", blank: { SealedVariable(name: "", sealed: "") },
        fields: [
            Field("name", .required, \.name, .line(1...256), "The variable's name."),
            Field("sealed", .required, \.sealed, .line(1...262_144), "Its value, sealed."),
        ])
}

extension ServiceHealthCheck {
    /// The fields of a health check.
    package static let schema = ObjectSchema<ServiceHealthCheck>(
        "ServiceHealthCheck", blank: { ServiceHealthCheck() },
        fields: [
            Field(
                "test", .required, \.command, .list(.text(0...8_192), limit: 100),
                "Program and arguments, without a shell; empty = the image's check is switched off."),
            Field("interval", \.intervalMS, .seconds(0.1...3_600), default: 30_000, "Seconds between two runs."),
            Field("timeout", \.timeoutMS, .seconds(0.1...600), default: 10_000, "Seconds until a run has failed."),
            Field("retries", \.retries, .integer(1...100), default: 3, "Failures in a row until it is not well."),
            Field(
                "start_period", \.startPeriodMS, .seconds(0...3_600), default: 0,
                "Seconds after the start in which failures do not count."),
        ])
}

extension ServiceDeletion {
    /// The fields of the mark that something is to be removed.
    static let schema = ObjectSchema<ServiceDeletion>(
        "ServiceDeletion", blank: { ServiceDeletion(requestedAt: 0, removesVolumes: false) },
        fields: [
            Field("requested_at", .required, \.requestedAt, .timestamp, "When it was asked for."),
            Field("delete_volumes", \.removesVolumes, .flag, default: false, "Whether its volumes go, too."),
        ])
}

extension ValueSchema where Value == [ServiceText] {
    /// An object of texts: labels or arguments.
    package static func texts(limit: Int) -> ValueSchema {
        ValueSchema(
            ["type": "object", "additionalProperties": ["type": "string"], "maxProperties": .integer(Int64(limit))],
            decode: { (json, form) throws(SchemaProblem) in
                guard let members = json.objectValue?.members else { throw .expected("an object", json) }
                guard members.count <= limit else { throw SchemaProblem("at most \(limit) members are allowed") }
                var texts: [ServiceText] = []
                for member in members {
                    guard (1...256).contains(member.name.utf8.count),
                        !member.name.utf8.contains(where: { $0 < 0x21 || $0 == 0x7F || $0 == UInt8(ascii: "=") })
                    else { throw SchemaProblem("'\(member.name)' is not a name") }
                    do throws(SchemaProblem) {
                        texts.append(
                            ServiceText(member.name, try ValueSchema<String>.text(0...8_192).decode(member.value, form))
                        )
                    } catch {
                        throw error.nested(under: member.name)
                    }
                }
                return texts.sorted { $0.name < $1.name }
            },
            encode: { texts, _ in
                var object = JSONObject()
                for text in texts { object[text.name] = .string(text.value) }
                return .object(object)
            })
    }
}

extension ValueSchema where Value == ServiceVolume {
    /// `source:target[:ro|rw]`.
    package static var serviceVolume: ValueSchema {
        ValueSchema(
            ["type": "string", "maxLength": 1024, "examples": ["data:/var/lib/data", "/srv/files:/files:ro"]],
            decode: { (json, _) throws(SchemaProblem) in
                guard let text = json.stringValue else { throw .expected("a string", json) }
                guard let volume = ServiceVolume(text) else {
                    throw SchemaProblem("'\(text)' is not source:target, maybe with :ro or :rw behind it")
                }
                return volume
            }, encode: { value, _ in .string(value.description) })
    }
}

extension ValueSchema where Value == UInt64 {
    /// An amount of memory such as `512m`: a number with k, m or g behind it, else in bytes; at least 6 MiB.
    package static var memorySize: ValueSchema {
        ValueSchema(
            ["type": "string", "pattern": "^[0-9]+[kmgKMG]?$", "examples": ["512m", "2g"]],
            decode: { (json, _) throws(SchemaProblem) in
                guard let text = json.stringValue else { throw .expected("a string", json) }
                let shifts: [Character: UInt64] = ["k": 10, "m": 20, "g": 30]
                let shift = text.lowercased().last.flatMap { shifts[$0] }
                let digits = shift == nil ? text[...] : text.dropLast()
                guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                    let number = UInt64(digits)
                else { throw SchemaProblem("'\(text)' is not an amount such as 512m") }
                let (bytes, isTooMuch) = number.multipliedReportingOverflow(by: 1 << (shift ?? 0))
                // The engine refuses less than 6 MiB.
                guard !isTooMuch, ((6 << 20)...(1 << 50)).contains(bytes) else {
                    throw SchemaProblem("6m to 1048576g is allowed, not \(text)")
                }
                return bytes
            },
            encode: { bytes, _ in
                for (suffix, shift) in [("g", 30), ("m", 20), ("k", 10)] where bytes % (1 << UInt64(shift)) == 0 {
                    return .string("\(bytes >> UInt64(shift))\(suffix)")
                }
                return .string(String(bytes))
            })
    }
}
