import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import typescript from 'typescript-eslint'

export default typescript.config(
  { ignores: ['dist', 'src/api/schema.ts'] },
  ...typescript.configs.strict,
  ...typescript.configs.stylistic,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
  },
  {
    rules: {
      // User text is only shown through interpolation.
      'vue/no-v-html': 'error',
      'no-eval': 'error',
      // TypeScript checks this.
      'no-undef': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/require-default-prop': 'off',
    },
  },
  {
    files: ['src/**'],
    rules: {
      'no-restricted-globals': ['error', 'localStorage', 'sessionStorage'],
      // These APIs are not available on plain HTTP pages, for example in a home network.
      'no-restricted-properties': [
        'error',
        { object: 'crypto', property: 'randomUUID' },
        { object: 'crypto', property: 'subtle' },
        { object: 'navigator', property: 'clipboard' },
        { object: 'navigator', property: 'serviceWorker' },
      ],
    },
  },
  prettier,
)
