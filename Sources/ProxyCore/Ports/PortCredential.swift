/// The token for a gated port in a request's fields, found without a copy; elsewhere none is looked for.
enum PortCredential: Equatable {
    /// There is none.
    case absent
    /// A field that may hold it is there twice, or holds no single token: another reader could find another one.
    case ambiguous
    /// In `X-Source-Token`, which alone decides; what `Authorization` holds besides is the upstream's own, or the same token.
    case field(ByteRange, bearer: ByteRange?)
    /// In `Authorization` (RFC 6750 §2.1).
    case bearer(ByteRange)

    /// The field's name in small letters.
    static let fieldName: StaticString = "x-source-token"

    /// How tokens of ports begin that were made here.
    private static let tokenPrefix: StaticString = "acp_"

    /// Whether a token was made for some port, by its looks.
    static func isMadeHere(_ token: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = token.baseAddress, token.count >= Self.tokenPrefix.utf8CodeUnitCount else { return false }
        return unsafe CaseFolding.equal(start, Self.tokenPrefix.utf8CodeUnitCount, Self.tokenPrefix)
    }

    /// Finds the token of a request.
    static func find(in block: HeaderBlock) -> PortCredential {
        let name = unsafe UnsafeBufferPointer(
            start: Self.fieldName.utf8Start, count: Self.fieldName.utf8CodeUnitCount)
        var field: ByteRange?
        for index in 0..<block.lineCount where unsafe Self.isLine(index, of: block, named: name) {
            guard field == nil else { return .ambiguous }
            field = block.line(index).valueRange
        }
        let bearer: ByteRange?
        switch BearerToken.find(in: block) {
        case .malformed: return .ambiguous
        case .absent: bearer = nil
        case .present(let range): bearer = range
        }
        if let field { return .field(field, bearer: bearer) }
        return bearer.map { .bearer($0) } ?? .absent
    }

    private static func isLine(_ index: Int, of block: HeaderBlock, named name: UnsafeBufferPointer<UInt8>) -> Bool {
        let line = block.line(index)
        guard line.name == .unknown, !line.isRemoved, Int(line.nameLength) == name.count,
            let spelled = unsafe block.name(index).baseAddress
        else { return false }
        return unsafe CaseFolding.equal(spelled, name.count, Self.fieldName)
    }
}
