/// The instructions of a Dockerfile, each on one line, whatever engine reads the file.
///
/// What Docker's builders and Podman's read differently is refused.
struct DockerfileLines {
    /// An instruction with everything that continues it.
    struct Instruction {
        /// Where it begins, from 1.
        let number: Int
        let text: ByteText
    }

    /// More is no Dockerfile.
    static let byteLimit = 256 << 10
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let backslash = UInt8(ascii: "\\")
    private static let hash = UInt8(ascii: "#")

    private(set) var instructions: [Instruction] = []
    /// What `# syntax=` names, and where.
    private(set) var syntax: Instruction?
    /// What continues a line at its end.
    private(set) var escape = backslash

    init(_ file: [UInt8]) throws(DockerfileRefusal) {
        guard file.count <= Self.byteLimit else { throw DockerfileRefusal(nil, "it has more than 256 KiB") }
        guard String(validating: file, as: UTF8.self) != nil else { throw DockerfileRefusal(nil, "it is no UTF-8") }
        let content = file.starts(with: Self.byteOrderMark) ? file.dropFirst(Self.byteOrderMark.count) : file[...]
        try join(Self.lines(content))
    }

    private static func lines(_ content: ByteText) throws(DockerfileRefusal) -> [ByteText] {
        var lines: [ByteText] = []
        for var line in content.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if line.last == 0x0D { line.removeLast() }
            // Some take a single carriage return for a blank, others for the end of the line.
            guard !line.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) else {
                throw DockerfileRefusal(lines.count + 1, "it has a control character")
            }
            guard !line.drop(while: ByteText.isBlank).startsWithFurtherBlank else {
                throw DockerfileRefusal(lines.count + 1, "it begins with a blank that is not ASCII")
            }
            lines.append(line)
        }
        return lines
    }

    private mutating func join(_ lines: [ByteText]) throws(DockerfileRefusal) {
        var parts: [UInt8] = []
        var start: Int?
        for (index, line) in lines.enumerated() {
            let content = line.drop(while: ByteText.isBlank)
            if content.first == Self.hash {
                if instructions.isEmpty, start == nil { try read(comment: content, index + 1, line) }
                continue
            }
            // Inside of an instruction, too, nothing is said by an empty line.
            if content.isEmpty { continue }
            let (text, continues) = try unwrapped(start == nil ? content : line, index + 1)
            parts += text
            start = start ?? index + 1
            if !continues { end(&parts, &start) }
        }
        end(&parts, &start)
    }

    private mutating func end(_ parts: inout [UInt8], _ start: inout Int?) {
        let text = parts[...].trimmed
        if let number = start, !text.isEmpty { instructions.append(Instruction(number: number, text: text)) }
        parts = []
        start = nil
    }

    /// A line without what continues it.
    private func unwrapped(_ line: ByteText, _ number: Int) throws(DockerfileRefusal) -> (ByteText, Bool) {
        let text = line.dropLast(line.reversed().prefix(while: ByteText.isBlank).count)
        guard text.last == escape else { return (line, false) }
        guard text.dropLast().last != escape else {
            throw DockerfileRefusal(number, "not every engine goes on with the next line after two escape characters")
        }
        return (text.dropLast(), true)
    }

    // MARK: Directives

    private mutating func read(comment: ByteText, _ number: Int, _ line: ByteText) throws(DockerfileRefusal) {
        let text = comment.dropFirst()
        guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else { return }
        let value = text[text.index(after: equals)...].trimmed
        let key = text[..<equals].command
        guard key.rest.isEmpty else { return }
        switch key.name {
        case "SYNTAX":
            guard syntax == nil else { throw DockerfileRefusal(number, "it names a second syntax") }
            syntax = Instruction(number: number, text: value.words.first ?? [])
        case "ESCAPE" where value.elementsEqual([Self.backslash]): break
        // Behind another directive it counts for some engines and not for others.
        case "ESCAPE":
            guard number == 1, line.first == Self.hash, value.elementsEqual([UInt8(ascii: "`")]) else {
                throw DockerfileRefusal(number, "another escape character is named by '# escape=`' in the first line")
            }
            escape = UInt8(ascii: "`")
        default: break
        }
    }
}
