using System.Text.Json.Nodes;

namespace Spikebook.Notebooks.Jupyter.Widgets;

/// <summary>The names under which front ends keep their widget classes; those of ipywidgets 8, or of 6, which old Debian notebooks carry.</summary>
sealed record WidgetModules(string Base, string Controls, string BaseVersion, string ControlsVersion)
{
    const string Variable = "SPIKEBOOK_WIDGETS";

    /// <summary>Whether this is the generation whose comm_open holds the state alone, which is told to display and whose lists choose by label.</summary>
    public bool IsOld => Base == "jupyter-js-widgets";

    /// <summary>The modules to use: ipywidgets 8, unless the environment asks for an older generation.</summary>
    public static WidgetModules Current { get; } = Environment.GetEnvironmentVariable(Variable) switch
    {
        "6" => new("jupyter-js-widgets", "jupyter-js-widgets", "~2.1.4", "~2.1.4"),
        "7" => new("@jupyter-widgets/base", "@jupyter-widgets/controls", "1.2.0", "1.5.0"),
        _ => new("@jupyter-widgets/base", "@jupyter-widgets/controls", "2.0.0", "2.0.0"),
    };
}

/// <summary>The states of widgets as front ends expect them in <c>comm_open</c>.</summary>
static class WidgetModels
{
    /// <summary>The version of the widgets' messages.</summary>
    public const string ProtocolVersion = "2.1.0";

    /// <summary>A reference to another widget inside a state.</summary>
    public static string Reference(string id) => "IPY_MODEL_" + id;

    public static JsonObject Layout() => Model("Layout", WidgetModules.Current.Base, WidgetModules.Current.BaseVersion);

    public static JsonObject Box(string layout, bool vertical, params IEnumerable<string> children)
    {
        var state = View(vertical ? "VBox" : "HBox", layout);
        state["children"] = new JsonArray([.. children.Select(c => (JsonNode)Reference(c))]);
        state["box_style"] = "";
        return state;
    }

    /// <summary>A widget that makes two others show the same value, without the kernel.</summary>
    public static JsonObject Link(string source, string target)
    {
        var state = Model("Link", WidgetModules.Current.Controls, WidgetModules.Current.ControlsVersion);
        state["source"] = new JsonArray(Reference(source), "value");
        state["target"] = new JsonArray(Reference(target), "value");
        return state;
    }

    /// <summary>The state of a control, and the name of the entry that holds its value.</summary>
    public static (JsonObject State, string Entry) Control(ControlDescription control, string layout)
    {
        var about = control.About;
        var (model, entry) = control.Kind switch
        {
            "float-slider" => ("FloatSlider", "value"),
            "int-slider" => ("IntSlider", "value"),
            "play" => ("IntSlider", "value"),
            "float-range" => ("FloatRangeSlider", "value"),
            "int-range" => ("IntRangeSlider", "value"),
            "dropdown" => ("Dropdown", "index"),
            "checkbox" => ("Checkbox", "value"),
            _ => throw new InvalidOperationException($"The control '{control.Name}' is of kind {control.Kind}, which is not known here."),
        };
        var state = View(model, layout);
        state["description"] = control.Name;
        state["disabled"] = false;
        state[entry] = Node("value");
        if (control.Kind == "dropdown")
        {
            state["_options_labels"] = Node("options");
            if (WidgetModules.Current.IsOld)
            {
                state.Remove("index");
                entry = "value";
                state["value"] = about.GetProperty("options")[about.GetProperty("value").GetInt32()].GetString();
            }
        }
        else if (control.Kind == "checkbox") state["indent"] = true;
        else
        {
            foreach (string name in new[] { "min", "max", "step" }) state[name] = Node(name);
            state["continuous_update"] = true;
            state["readout"] = true;
            state["readout_format"] = control.Kind.StartsWith("float", StringComparison.Ordinal) ? ".4~g" : "d";
            state["orientation"] = "horizontal";
        }
        return (state, entry);

        JsonNode? Node(string name) => JsonNode.Parse(about.GetProperty(name).GetRawText());
    }

    /// <summary>The button that runs a whole-number slider through its values.</summary>
    public static JsonObject Play(ControlDescription control, string layout)
    {
        var state = View("Play", layout);
        foreach (string name in new[] { "min", "max", "step", "value" }) state[name] = JsonNode.Parse(control.About.GetProperty(name).GetRawText());
        state["interval"] = 200;
        return state;
    }

    static JsonObject View(string name, string layout)
    {
        var state = Model(name, WidgetModules.Current.Controls, WidgetModules.Current.ControlsVersion);
        state["_view_name"] = name + "View";
        state["layout"] = Reference(layout);
        return state;
    }

    static JsonObject Model(string name, string module, string version) => new()
    {
        ["_model_module"] = module,
        ["_model_module_version"] = version,
        ["_model_name"] = name + "Model",
        ["_view_module"] = module,
        ["_view_module_version"] = version,
        ["_view_name"] = name == "Layout" ? "LayoutView" : null,
    };
}
