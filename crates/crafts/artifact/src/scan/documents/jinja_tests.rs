use super::read;
use crate::scan::rules::TEMPLATE_ESCAPE;

/// As families of chat models write them.
const ORDINARY: &[&str] = &[
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}",
    "{{ bos_token }}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate') }}{% endif %}{% endfor %}",
    "{%- set ns = namespace(found=false, tool_index=messages|length - 1) -%}{%- for m in messages[::-1] %}{%- set index = (messages|length - 1) - loop.index0 %}{%- if ns.found and m.role == \"user\" and m.content is string and not(m.content.startswith('<tool_response>')) %}{%- set ns.found = true %}{%- endif %}{%- endfor %}",
    "{%- macro render(x, depth=0) -%}{{ x | tojson(indent=4) }}{{- x.get('type', 'any') | upper -}}{%- endmacro %}{{ render(tools[0]['function']) }}{{ strftime_now('%d %b %Y') }}",
    "{# a comment with __class__ #}{{ messages[0]['content'] | trim }}{% generation %}{{ m.content.split('</think>')[-1].lstrip('\n') }}{% endgeneration %}",
    "{{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | join('\n') }}{{ {'a': {'b': 1}} | tojson }}",
    "{%- set content = message['content'] | trim %}{%- set text = '<s>' + content + '</s>' %}{{ text ~ '\n' }}{{ messages[0]['content'][0]['text'] }}",
    "{%- for name, kind in tool.parameters.properties | items %}{{ '\"' ~ name ~ '\": ' ~ kind.type }}{%- if not loop.last %}, {% endif %}{%- endfor %}{{ messages[loop.index0 - 1].role }}",
    "{%- set date = strftime_now('%d %b %Y') %}{{ tools | map('tojson') | join('\n') }}{{ kinds | map(attribute='type') | unique | sort | join(' | ') }}{{ x | sort(attribute='name', reverse=true) }}{{ n | sum(attribute=1) }}",
    "{% set loop_messages = messages[1:] %}{% set system = messages[0]['content'] %}{% for m in loop_messages %}{% set key = 'content' %}{{ m[key] }}{% endfor %}{{ names[i % 2] }}",
    "no template at all",
];

/// What leads out, or may.
const ARMED: &[&str] = &[
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ x['__class__'] }}",
    "{{ x|attr('__class__') }}",
    "{{ x | attr(y) }}",
    "{{ x['\\x5f\\x5fclass\\x5f\\x5f'] }}",
    "{{ x['_' ~ '_class_' ~ '_'] }}",
    "{% set a = '__' %}{% set b = a ~ 'class' ~ a %}{{ x[b] }}",
    "{{ x['__cla' + 'ss__'] }}",
    "{{ x['%c%cclass%c%c' % (95, 95, 95, 95)] }}",
    "{{ x[['_','_','class','_','_']|join] }}",
    "{{ x[dict(__class__=1)|list|first] }}",
    "{{ '{0.__class__}'.format(x) }}",
    "{{ x|map(attribute='__class__')|list }}",
    "{{ lipsum.__globals__['os'].popen('true').read() }}",
    "{{ cycler['init'] }}",
    "{% import 'os' as os %}",
    "{% include '/etc/passwd' %}",
    "{% extends 'x' %}",
    "{% from 'a' import b %}",
    "{{ messages | weird_filter }}",
    "{{ namespace.mro() }}",
    "{{ (1 if x.gi_frame else 2) }}",
    "{{ {'a': x.__class__}}}",
    "{%- if ''.__class__ -%}x{%- endif -%}",
    "{{ self._TemplateReference__context }}",
    "{{ x.weird_method('true') }}",
    "{{ x",
    "{% unknown %}",
    "{{ ()|select|string|list|attr('pop') }}",
    "{{ os.system('true') }}",
    "{{ [x]|map(attribute='%c%cclass%c%c' % (95, 95, 95, 95))|list }}",
    "{% set u = (x|string)[18] %}{{ [x]|map(attribute=u~u~'class'~u~u)|list }}",
    "{{ [x]|map('attr', y)|list }}",
    "{{ [x]|map('at' ~ 'tr', y)|list }}",
    "{{ [x]|map(y)|list }}",
    "{{ [x]|groupby(y) }}",
    "{{ [x]|sort(attribute=y) }}",
    "{{ [x]|selectattr(y)|list }}",
    "{{ [x]|sum(y, []) }}",
    "{{ [x]|min(attribute='a' ~ y) }}",
    "{% set k = '%c%cclass%c%c' % (95, 95, 95, 95) %}{{ x[k] }}",
    "{% set k = 'XXclassXX'|replace('X', u) %}{{ x[k] }}",
    "{% set d = {'k': u ~ 'class'} %}{{ x[d.k] }}",
    "{% set k %}{{ u }}{{ u }}class{{ u }}{{ u }}{% endset %}{{ x[k] }}",
    "{% for k in [u ~ 'class'] %}{{ x[k] }}{% endfor %}",
    "{% with k = u ~ 'class' %}{{ x[k] }}{% endwith %}",
    "{{ x['tool_calls'[4] ~ 'class'] }}",
    "{{ x['_x_class_x_'.replace('x', '')] }}",
    "{{ x[('_x_class_x_'|replace('x', ''))] }}",
    "{{ x['-_class_-'.strip('-')] }}{{ x['x__class__x'.strip('x')] }}",
    "{% set k = '_x_class_x_'.replace('x', '') %}{{ x[k] }}",
    "{% set t = 'a_b' %}{% set u = t[1] %}{% set k = ''.join([u, u, 'class', u, u]) %}{{ x[k] }}",
    "{% set t = 'a_b' %}{% set u = t[1] %}{% set c = 'class' %}{% set k = u + u + c + u + u %}{{ x[k] }}",
    "{% set t = 'a_b' %}{% set u = t[1] %}{% set c = 'class' %}{{ x[u + u + c + u + u] }}",
    "{% for k in ['_x_class_x_'.replace('x', '')] %}{{ x[k] }}{% endfor %}",
    "{% macro m(k) %}{{ x[k] }}{% endmacro %}{{ m('_x_class_x_'.replace('x', '')) }}",
    "{% macro m() %}{{ caller('_x_class_x_'.replace('x', '')) }}{% endmacro %}{% call(k) m() %}{{ x[k] }}{% endcall %}",
    "{{ x['x__class__x'[1:10]] }}",
    "{% raw %}{{ x.__class__ }}{% endraw %}{{ x.__class__ }}",
];

// proves M10
#[test]
fn templates_that_reach_out_are_told_and_ordinary_ones_are_clean() {
    for template in ORDINARY {
        let reading = read(template, &TEMPLATE_ESCAPE);
        assert!(reading.is_clean(), "{template}: {:?}", reading.rules());
    }
    for template in ARMED {
        let reading = read(template, &TEMPLATE_ESCAPE);
        assert!(!reading.is_clean(), "{template}");
    }
}
