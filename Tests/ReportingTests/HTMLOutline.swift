/// The elements of a page that LabTap wrote, as strictly as an XML parser would take them.
struct HTMLOutline {
  struct Element {
    var name: String
    var attributes: [String: String]
    /// Names of the elements around it, the outermost first.
    var path: [String]
    var text: String
  }

  private(set) var elements: [Element] = []
  /// What is not well formed.
  private(set) var faults: [String] = []

  private static let void: Set<String> = ["meta", "link"]

  init(_ page: String) {
    var open: [Int] = []
    var rest = page[...]
    if rest.hasPrefix("<!DOCTYPE html>") { rest = rest.dropFirst(15) }
    while let start = rest.firstIndex(of: "<") {
      let text = rest[..<start]
      if text.contains(">") { faults.append("a bare >") }
      for place in open { elements[place].text += text }
      guard let end = rest[start...].firstIndex(of: ">") else {
        faults.append("a tag without an end")
        return
      }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        guard let last = open.popLast(), elements[last].name == tag.dropFirst() else {
          faults.append("</\(tag.dropFirst())> closes another element")
          continue
        }
        continue
      }
      let element = Self.element(tag, path: open.map { elements[$0].name })
      elements.append(element)
      if !Self.void.contains(element.name) { open.append(elements.count - 1) }
    }
    if !open.isEmpty { faults.append("\(open.map { elements[$0].name }) are not closed") }
  }

  private static func element(_ tag: Substring, path: [String]) -> Element {
    let name = tag.prefix { $0 != " " }
    var attributes: [String: String] = [:]
    for match in tag.dropFirst(name.count).matches(of: #/ ([a-zA-Z-]+)="([^"]*)"/#) {
      attributes[String(match.1)] = String(match.2)
    }
    return Element(name: String(name), attributes: attributes, path: path, text: "")
  }

  func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

  /// Rules of WCAG 2.2 that a document can be held against without a browser; the faults.
  var accessibilityFaults: [String] {
    var faults: [String] = []
    let ids = elements.compactMap { $0.attributes["id"] }
    if Set(ids).count != ids.count { faults.append("an id is there twice (4.1.2)") }
    if all("html").first?.attributes["lang"]?.isEmpty != false { faults.append("no lang (3.1.1)") }
    if all("title").first?.text.isEmpty != false { faults.append("no title (2.4.2)") }
    if all("h1").count != 1 { faults.append("not one h1 (1.3.1)") }
    if all("main").count != 1 { faults.append("not one main (1.3.1)") }
    var level = 0
    for element in elements {
      guard element.name.count == 2, element.name.first == "h",
        let next = element.name.last?.wholeNumberValue
      else { continue }
      if next > level + 1 { faults.append("a heading skips a level: \(element.text) (1.3.1)") }
      if element.text.isEmpty { faults.append("an empty heading (2.4.6)") }
      level = next
    }
    for link in all("a") {
      guard let target = link.attributes["href"], target.hasPrefix("#") else {
        faults.append("a link out of the file: \(link.attributes)")
        continue
      }
      if !ids.contains(String(target.dropFirst())) { faults.append("\(target) leads nowhere") }
      if link.text.isEmpty { faults.append("a link without a text (2.4.4)") }
    }
    for cell in all("th") where cell.attributes["scope"] == nil {
      faults.append("a head without a scope: \(cell.text) (1.3.1)")
    }
    let captions = all("caption")
    if all("table").count != captions.count || captions.contains(where: { $0.text.isEmpty }) {
      faults.append("a table without a caption (1.3.1)")
    }
    for picture in all("svg")
    where picture.attributes["aria-label"]?.isEmpty != false
      && picture.attributes["aria-hidden"] != "true"
    {
      faults.append("a picture without a text (1.1.1)")
    }
    for element in elements {
      if element.attributes["tabindex"].map({ $0 != "0" }) ?? false {
        faults.append("an order of its own (2.4.3)")
      }
      for name in ["aria-labelledby"] {
        if let id = element.attributes[name], !ids.contains(id) {
          faults.append("no \(id) (4.1.2)")
        }
      }
    }
    return faults
  }
}
