/// What a `.dockerignore` leaves out of a build.
///
/// The rules are those of Docker: patterns are relative to the context, `*` and `?` stay inside of one name, `**` stands
/// for any number of folders, `!` makes an exception, and the last rule that fits counts. A rule for a folder is one for
/// all that is in it.
package struct IgnoreRules: Sendable {
    private typealias Name = [Unicode.Scalar]

    private struct Rule {
        let pattern: [Name]
        let isException: Bool

        /// The names at the beginning that stand for nothing but themselves.
        var literals: ArraySlice<Name> { pattern.prefix { !$0.contains(where: IgnoreRules.special.contains) } }
    }

    private static let maxRules = 10_000
    private static let special: Set<Unicode.Scalar> = ["*", "?", "[", "\\"]
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private var rules: [Rule] = []

    /// Reads the file; lines that make no sense are left out.
    ///
    /// Throws `BuildContextFailure` when there are more than 10,000 rules.
    package init(_ file: [UInt8]) throws(BuildContextFailure) {
        let text = file.starts(with: Self.byteOrderMark) ? file.dropFirst(Self.byteOrderMark.count) : file[...]
        for line in text.split(separator: 0x0A) {
            // Blanks before it make a pattern of a comment.
            guard line.first != UInt8(ascii: "#") else { continue }
            var pattern = Self.trimmed(String(decoding: line, as: UTF8.self).unicodeScalars[...])
            let isException = pattern.first == "!"
            if isException { pattern = Self.trimmed(pattern.dropFirst()) }
            guard let names = Self.names(pattern), !names.isEmpty else { continue }
            guard rules.count < Self.maxRules else {
                throw BuildContextFailure(path: ".dockerignore", reason: "more than \(Self.maxRules) rules")
            }
            rules.append(Rule(pattern: names, isException: isException))
        }
    }

    /// Makes an exception for a path that a rule leaves out.
    package mutating func keep(_ path: String) {
        guard ignores(path), let names = Self.names(path.unicodeScalars[...]) else { return }
        let pattern = names.map { name in
            name.flatMap { scalar -> Name in Self.special.contains(scalar) ? ["\\", scalar] : [scalar] }
        }
        rules.append(Rule(pattern: pattern, isException: true))
    }

    /// Whether a path in the context is left out.
    package func ignores(_ path: String) -> Bool {
        guard let names = Self.names(path.unicodeScalars[...]) else { return true }
        var isIgnored = false
        for rule in rules where rule.isException == isIgnored {
            if Self.matches(rule.pattern, names) { isIgnored = !rule.isException }
        }
        return isIgnored
    }

    /// Whether an exception may want something inside of a folder that is left out.
    package func mayKeep(inside folder: String) -> Bool {
        guard let names = Self.names(folder.unicodeScalars[...]) else { return false }
        return rules.contains { $0.isException && zip($0.literals, names).allSatisfy(==) }
    }

    private static func trimmed(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
        var text = text.drop(while: \.properties.isWhitespace)
        while text.last?.properties.isWhitespace == true { text.removeLast() }
        return text
    }

    /// The names of a path, `.` and `..` worked out; nil when it leads outside.
    private static func names(_ path: Substring.UnicodeScalarView) -> [Name]? {
        var names: [Name] = []
        for part in path.split(separator: "/") where !part.elementsEqual(["."]) {
            if !part.elementsEqual([".", "."]) {
                names.append(Array(part))
            } else if names.popLast() == nil, path.first != "/" {
                return nil
            }
        }
        return names
    }

    /// Whether a pattern fits a path, or a folder that it is in.
    private static func matches(_ pattern: [Name], _ names: [Name]) -> Bool {
        // How many names the pattern may have taken so far: many `**` cost no more than their number times the depth.
        var reached: Set = [0]
        for (position, wanted) in pattern.enumerated() {
            var next: Set<Int> = []
            if wanted == ["*", "*"] {
                // At the end it stands for what is inside of the folder, not for the folder.
                let least = position == pattern.count - 1 ? 1 : 0
                if let first = reached.min(), first + least <= names.count {
                    next.formUnion(first + least...names.count)
                }
            } else {
                for index in reached where index < names.count && matches(wanted, names[index]) {
                    next.insert(index + 1)
                }
            }
            reached = next
        }
        return reached.contains { $0 > 0 }
    }

    /// One name against one pattern; going back to the last `*` alone keeps it from growing without bound.
    private static func matches(_ pattern: Name, _ name: Name) -> Bool {
        var position = 0
        var index = 0
        var star: (position: Int, index: Int)?
        while index < name.count {
            if position < pattern.count, pattern[position] == "*" {
                star = (position, index)
                position += 1
            } else if let width = element(pattern, position, name[index]) {
                position += width
                index += 1
            } else if let last = star {
                star = (last.position, last.index + 1)
                position = last.position + 1
                index = last.index + 1
            } else {
                return false
            }
        }
        return pattern[position...].allSatisfy { $0 == "*" }
    }

    /// How long the element of a pattern is that takes one character; nil when it does not take it.
    private static func element(_ pattern: Name, _ position: Int, _ character: Unicode.Scalar) -> Int? {
        guard position < pattern.count else { return nil }
        switch pattern[position] {
        case "?": return 1
        case "\\" where position + 1 < pattern.count: return pattern[position + 1] == character ? 2 : nil
        case "[":
            guard let end = pattern[(position + 1)...].firstIndex(of: "]"), end > position + 1 else { fallthrough }
            var set = pattern[(position + 1)..<end]
            let isNegated = set.first == "^"
            if isNegated { set = set.dropFirst() }
            var isIn = false
            while let low = set.popFirst() {
                if set.first == "-", set.count > 1 {
                    let high = set[set.startIndex + 1]
                    set = set.dropFirst(2)
                    isIn = isIn || low <= high && (low...high).contains(character)
                } else {
                    isIn = isIn || low == character
                }
            }
            return isIn != isNegated ? end - position + 1 : nil
        default: return pattern[position] == character ? 1 : nil
        }
    }
}
